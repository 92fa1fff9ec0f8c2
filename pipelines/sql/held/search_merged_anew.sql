-- Names mean the tickets merged anew, else the changed records, else the settled coordinates, else what a build of
-- everything makes.
set search_path = 'work.merged_anew,work.changed,work.settled_anew,work.main';
