// Does a line read like a status report? Rules of our own, offline, each of which can say why. A one-on-one is for what worries
// and what grows; where work stands has its place elsewhere. A line is weighed: what reports adds, what worries, asks or wishes
// takes away, and only what clearly reports is named. The rules know English alone and stay silent about everything else.
//
// They are measured by labelled lines beside the tests; whoever changes them looks there first.

export interface Smell {
  rule: RuleName;

  /** What gave it away, in a sentence for its author. */
  why: string;

  /** The words that did. */
  found: string;
}

type RuleName = "ticket" | "link" | "percent" | "sprint" | "layout" | "recap" | "count" | "finished" | "standing";

interface Rule {
  name: RuleName;
  weight: number;
  pattern: RegExp;
  why(found: string): string;
}

const enough = 2;

// A report says what it is in its first words.
const longestLooked = 300;

const doneVerbs =
  "finished|completed|wrapped up|merged|deployed|redeployed|shipped|released|rolled out|delivered|implemented|fixed|hotfixed|closed|resolved|refactored|migrated|" +
  "upgraded|updated|added|set up|cleaned up|reviewed|pushed|prepared|rotated|patched|configured|integrated|launched|tested|removed|deleted|moved|opened|rewrote|" +
  "automated|documented|enabled|disabled|replaced|renamed|reduced|optimi[sz]ed|investigated|debugged|landed|published|posted|built|wired up|bumped|split|archived";

const things =
  "tickets?|stor(?:y|ies)|epics?|backlog|branch(?:es)?|staging|production|prod|releases?|deploy(?:ment|ments|s)?|qa|regressions?|(?:unit|integration|smoke|contract|" +
  "flaky|e2e|end-to-end|load|performance) tests?|tests|ci|pipelines?|migrations?|endpoints?|apis?|dashboards?|(?:feature )?flags?|hotfix(?:es)?|jira|confluence|" +
  "milestones?|code freeze|spikes?|bugs?|bugfix(?:es)?|refactoring|runbooks?|docs|documentation|rollout|coverage|build time|schema|prs?|mrs?|pull requests?|" +
  "merge requests?|code reviews?|clusters?|servers?|services?|consumers?|certificates?|secrets|importer|exporter|import|export|frontend|backend|parser|validator|" +
  "cache|caching|queue|worker|library|libraries|dependenc(?:y|ies)|upgrade|version|sdk|terraform|kubernetes|postgres|kafka|redis|components?|module|job|jobs|" +
  "screens?|page|pages|form|report|reports|alerts?|monitoring|logging|translations|integration|prototype|poc|design|spec|implementation|feature|features|patch|" +
  "login|checkout|search|billing|payments?|index(?:es|ing)?|table|tables|script|scripts|config|configuration|image|images|roadmap|project|app";

const rules: Rule[] = [
  {
    name: "ticket", weight: 2, why: found => `It names a ticket (${found}).`,
    pattern: /\b(?!(?:UTF|ISO|SHA|MD|RFC|COVID|HTTP|TLS|GPT|P|Q|H|L|IPV|AES|RSA|CO|MP|USB|ARM|EU|US|UK)-)[A-Z][A-Z0-9]{1,9}-\d{1,6}\b/g,
  },
  { name: "ticket", weight: 1, why: found => `It names a ticket (${found}).`, pattern: /\b(?:jira|tickets?)\b/gi },
  {
    name: "link", weight: 2, why: () => "It points to a change under review.",
    pattern: /https?:\/\/\S*(?:\/pulls?\/|merge_requests|\/browse\/|\/issues?\/\d|\/commits?\/|\/builds?\/|\/pipelines?\/)\S*|\b(?:PR|MR|pull request|merge request)s?\s*[#!]?\d+|(?:^|\s)[#!]\d{2,}\b/gi,
  },
  { name: "link", weight: 1, why: () => "It reports changes under review.", pattern: /\b(?:PRs?|MRs?|(?:pull|merge) requests?)\b/g },
  {
    name: "percent", weight: 2, why: found => `It says how far something is (${found}).`,
    pattern: /\b\d{1,3}\s?(?:%|percent|per cent)\s+(?:\w+\s+)?(?:done|complete[d]?|finished|ready|there|through|migrated|implemented|rolled out|covered|tested|merged|of (?:the )?(?:users|traffic|customers|services|tests|work|tasks|teams|hosts|requests))/gi,
  },
  {
    name: "percent", weight: 1.5, why: found => `It says how far something is (${found}).`,
    pattern: /\b(?:is|are|at|now|about|around|roughly|to|coverage|progress:?)\s+(?:about |roughly |at |around )?~?\d{1,3}\s?%|\b(?:half|two thirds|most|all) of (?:the )?\w+(?: \w+)? (?:are|is|have|has been|were) (?:done|moved|migrated|merged|finished|converted|complete)|\bhalf(?:way)?[ -](?:done|through)\b/gi,
  },
  {
    name: "sprint", weight: 2, why: found => `It recaps a sprint (${found}).`,
    pattern: /\b(?:sprint (?:recap|review:|goals? (?:met|reached|missed)|status|summary|update|\d+)|velocity (?:was|is|at|of|:)?\s*\d+|burn-?(?:down|up)|\d+ (?:story )?points|stories delivered|carried over|(?:next|this|last) sprint (?:we|is|it|the)|to (?:the )?next sprint|(?:everything|all) (?:else )?in the (?:sprint|epic))\b/gi,
  },
  { name: "sprint", weight: 0.75, why: found => `It recaps a sprint (${found}).`, pattern: /\b(?:sprint|velocity|backlog|grooming|refinement|iteration|kanban|scrum)\b/gi },
  {
    name: "layout", weight: 2, why: found => `It is laid out like an update (“${found}”).`,
    pattern: /^\W{0,5}(?:(?:weekly|daily|short|quick|project|team|brief|progress|current|standup|stand-up|sprint) ){0,3}(?:status|updates?|recap|progress|standup notes|stand-up notes|summary|ktlo|wip|eta|state|roadmap)(?: (?:update|report|of|on|for|from)\b[^:]{0,40}| the week)?\s?[:–—-]|^\W{0,5}(?:done|in progress|next(?: up| steps)?|doing|blocked|remaining|delivered|completed|shipped|todo|to do|tickets|highlights|yesterday|today|timeline|project timeline|current state[^:]{0,40})\s?:/gi,
  },
  {
    name: "layout", weight: 2, why: () => "It is laid out like an update.",
    pattern: /\b(?:update on|status of|progress on|status update|eta (?:for|is)|short recap|recap of)\b|\bin progress\b.*\bnext\b|\byesterday\b.*\btoday\b/gi,
  },
  {
    name: "recap", weight: 2, why: found => `It retells what was worked on (“${found}”).`,
    pattern: /\b(?:what i did|(?:this|last) (?:week|sprint|month)[,:]? (?:i|we) (?:mostly |mainly )?(?:worked|did|finished|completed|fixed|shipped|focused|spent|started|closed|wrote|built|merged)|nothing new (?:on|from|to report)|same as last week|did the (?:code )?reviews|(?:is|are) up to date)\b/gi,
  },
  {
    name: "count", weight: 1, why: found => `It counts what is done (${found}).`,
    pattern: /\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve) (?:of|out of) (?:the )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve)\b|\b\d+ ?\/ ?\d+\b/gi,
  },
  {
    name: "count", weight: 1, why: found => `It counts what is done (${found}).`,
    pattern: /\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten) (?:more |open |critical |new |small |failing )?(?:tickets|stories|bugs|prs|mrs|pull requests|merge requests|points|tasks|tests|services|endpoints|commits|incidents|defects|issues)\b|\bp(?:95|99|50)\b|\b(?:from|down to|up from) \d[\d.,]* ?(?:ms|s|seconds|minutes|min|%|gb|mb|errors)?\b|\bbug count\b/gi,
  },
  { name: "finished", weight: 1.25, why: found => `It lists what was finished (“${found}”).`, pattern: new RegExp(`^\\W{0,5}(?:(?:also|just|i|we|the|team|have|has|i've|we've|successfully|finally) ){0,5}(?:${doneVerbs})\\b`, "gi") },
  { name: "finished", weight: 0.9, why: found => `It lists what was finished (“${found}”).`, pattern: new RegExp(`(?<=[\\w)][,;]? (?:(?:and|then|it|which|was|were|is|are|been|the|team|we|i|have|has|went|now) ){0,4}|[,;:] )(?:${doneVerbs})\\b`, "gi") },
  {
    name: "finished", weight: 1, why: found => `It lists what was finished (“${found}”).`,
    pattern: /\b(?:is|are|was|were|now|all|docs|design|work|api|tests?|feature|import|export|migration|refactoring|it'?s|:|,|-) (?:now |all |also |already )?(?:done|complete|finished|merged|live|deployed|released|shipped|delivered|implemented|closed|fixed)\b|\bwent (?:live|out)\b|\bcode[ -]complete\b|\bgot (?:the |our )?[\w -]{3,30} (?:down|up|working|running|merged)\b/gi,
  },
  {
    name: "standing", weight: 1.25, why: found => `It says where work stands (“${found}”).`,
    pattern: /\b(?:in (?:progress|review|testing|qa|development|staging|production|code review|the works)|with qa|waiting (?:for|on) (?:a |the |an )?(?:review|reviewer|approvals?|qa|merge|deploy(?:ment)?|security|sign-off|feedback from|vendor)|needs? (?:\w+ )?(?:approvals?|review|a review)|on track|(?:ahead of|behind) schedule|on schedule|not started|ready (?:for|to) (?:review|qa|merge|test|testing|release|deploy|ship|go live)|under way|pending|code freeze|regression tests|smoke tests|handed? over|handing over|moved to (?:done|next|the next)|eta)\b/gi,
  },
  {
    name: "standing", weight: 1, why: found => `It says where work stands (“${found}”).`,
    pattern: /^\W{0,5}(?:i am |i'm |we are |we're )?(?:still|currently|continuing|going through|working on|started|starting|wrapping up|finishing|implementing|finali[sz]ing|testing|reviewing|next up|next is|on it)\b|\b(?:is|are|am|now|and|,) (?:now |currently |still )?(?:working on|fixing|implementing|testing|migrating|starting(?: on)?|continuing|finali[sz]ing|rolling out|wrapping up|running on)\b|\b(?:started on|starting on|then (?:on to )?(?:integration|tests?|the)|will (?:open|merge|deploy|release|finish|ship|push|start on)|(?:tomorrow|next week|this afternoon|by (?:mon|tues|wednes|thurs|fri)day),?$|(?:planned|scheduled|reached|moved) (?:for|to)|should be (?:done|finished|ready|merged|out|live)|left before|missing)\b/gi,
  },
  { name: "standing", weight: 0.75, why: found => `It says where work stands (“${found}”).`, pattern: new RegExp(`\\b(?:${things})\\b`, "gi") },
  { name: "standing", weight: 0.5, why: found => `It says where work stands (“${found}”).`, pattern: /\b(?:yesterday|last night|on (?:mon|tues|wednes|thurs|fri)day|this week|last week|last sprint|this sprint|so far|without problems|no blockers|green)\b/gi },
];

// What a one-on-one is for.
const talk: [number, RegExp][] = [
  [3, /\?/],
  [2, /\b(?:feel|feels|felt|feeling|worr(?:y|ies|ied|ying)|afraid|scar(?:es?|ed|ing|y)|nervous|anxious|angry|guilt\w*|proud|bor(?:ed|ing)|tired|exhaust\w*|drain\w*|stress\w*|burn(?:ed|t|ing)?[ -]?out|lonely|frustrat\w*|annoy\w*|uneasy|uncomfortable|struggl\w*|overwhelm\w*|confus\w*|hurts?|trust\w*|honest\w*|hate|love|enjoy\w*|excit\w*|motivat\w*|energy|sleep|hope|fear\w*|regret|embarrass\w*|happy|unhappy|relie(?:f|ved)|wonder\w*|nerves|resent\w*|ashamed|thank(?:ed|s)?|appreciat\w*|respect|morale|tension|conflict|quit|leav(?:e|ing) the (?:team|company))\b/i],
  [2, /\b(?:i want|i would|i'd|i wish|i think|i believe|i do not|i don't|i cannot|i can't|i could not|i couldn't|i am not|i'm not|i need|i keep|i never|i miss|i am the only|i'm the only|would like|would rather|could we|can we|should we|should i|let us|let's|not sure|unsure|how (?:do|can|should|honest|i)|why|who decides|what if|what would|what happens|help me|asks? too much|stuck|unclear|disagree\w*)\b/i],
  [2, /\b(?:career|promot\w+|mentor\w*|feedback|learn(?:ed|t|ing)?|grow(?:ing|th|n)?|salary|raise|coach\w*|next level|staff path|conference|course|training|my (?:role|goals?|growth|level|strengths?|weakness\w*|relationship|manager|review)|ownership|recognition|credit|scope of my|burden|workload|balance|priorit(?:y|ies)|roles?)\b/i],
  [1.5, /\b(?:nobody|no one|everybody|somebody|too (?:many|much|few|long|quiet|slow|often)|never|always|risk\w*|danger\w*|failure mode|fails? again|people|the team (?:is|laughs|feels)|my fault|on my own|alone|weekends?|on-call week|interrupt\w*|blame\w*|matter|matters|trade-offs?|culture)\b/i],
  [1, /\b(?:agreed|agree|decided|decision|promised|asked|asks|suggest\w*|proposed?|discuss\w*|talked?|explained|wants?|said|says|thinks|offer\w*|prefer\w*|experiment|try|instead|because|but|although|so that|unless|whether)\b/i],
];

/** What a text reads like, line by line; the first line that reads like a report speaks for it. */
export function smell(text: string): Smell | null {
  for (const line of text.split("\n")) {
    const found = smellOf(line.trim().slice(0, longestLooked));
    if (found) return found;
  }
  return null;
}

/** How much of a line reports, and the rule that says so most plainly. */
export function weigh(line: string): { weight: number; strongest: Smell | null } {
  let [weight, most] = [0, 0];
  let strongest: Smell | null = null;
  const seen = new Map<RuleName, number>();
  for (const rule of rules) {
    const matches = [...line.matchAll(rule.pattern)];
    if (matches.length === 0) continue;

    // The same thing said again counts, but less each time.
    const sum = matches.slice(0, 3).reduce((total, _, at) => total + rule.weight / (at + 1), 0);
    weight += sum / (1 + (seen.get(rule.name) ?? 0) / 2);
    seen.set(rule.name, (seen.get(rule.name) ?? 0) + 1);
    if (rule.weight <= most) continue;
    most = rule.weight;
    const found = matches[0]![0].trim();
    strongest = { rule: rule.name, why: rule.why(found), found };
  }

  for (const [against, pattern] of talk) if (pattern.test(line)) weight -= against;
  return { weight, strongest };
}

function smellOf(line: string): Smell | null {
  const { weight, strongest } = weigh(line);
  return weight >= enough ? strongest : null;
}
