-- The policies that ship; an administrator edits them from here on.
insert into relationship_policy (key, cadence, rarest, minutes, minutes_from, minutes_to) values
  ('Direct',     'Weekly',  'EveryTwoWeeks', 30, 30, 60),
  ('Onboarding', 'Weekly',  'Weekly',        30, 30, 60),
  ('NewManager', 'Weekly',  'EveryTwoWeeks', 60, 30, 60),
  ('Incident',   'Weekly',  'EveryTwoWeeks', 60, 30, 60),
  ('SkipLevel',  'Monthly', 'Quarterly',     30, 30, 60);

insert into role_guide (id, key, name, role, cadence, rarest, minutes, minutes_from, minutes_to, topics, documents, position) values
  ('01936f00-0000-7000-8000-000000000001', 'engineer', 'Engineer', 'engineer', null, null, null, 30, 60,
   array['How recent weeks went', 'What stands in the way', 'Goals and progress', 'Career and what is next', 'Team and how it works', 'Department and company'],
   array['Key decisions', 'Promises', 'Follow-ups'], 1),
  ('01936f00-0000-7000-8000-000000000002', 'engineering-manager', 'Engineering manager', 'manager', 'Weekly', 'EveryTwoWeeks', 45, 30, 60,
   array['Team performance and velocity', 'Technical-debt management', 'Resource allocation', 'Team morale and dynamics', 'Cross-team collaboration', 'Process improvements'],
   array['Technical decisions', 'Team-health metrics', 'Resource requirements', 'Process changes'], 2),
  ('01936f00-0000-7000-8000-000000000003', 'head-of-engineering', 'Head of engineering', 'head', 'EveryTwoWeeks', 'EveryTwoWeeks', 60, 30, 60,
   array['Alignment on engineering strategy', 'Department-wide initiatives', 'Architecture decisions', 'Budget and resource planning', 'Team scaling', 'Engineering culture'],
   array['Strategic decisions', 'Budget allocations', 'Hiring plans', 'Technical-roadmap updates'], 3),
  ('01936f00-0000-7000-8000-000000000004', 'cto', 'CTO', 'cto', 'Monthly', 'Monthly', 60, 30, 90,
   array['Company-wide technical vision', 'Innovation initiatives', 'Evolution of the technology stack', 'Security and compliance', 'Technical partnerships', 'Structure of the engineering organisation'],
   array['Strategic technical decisions', 'Innovation roadmap', 'Security posture', 'Organisation changes', 'Partnership agreements'], 4);

insert into agenda_template (id, name, text) values
  ('01936f00-0000-7000-8000-000000000011', 'Meeting agenda',
$$The date, who takes part, what was promised last time and the next meeting stand on every agenda by themselves.

## People

- How have the last weeks been?
- What became of what we said last time?

## Product

- What stands in the way, and who can move it?
- What do we have to decide?
  How would we notice that it was wrong?

## Process

- What cost time that it should not have?
- What will each of us do before next time?$$);
