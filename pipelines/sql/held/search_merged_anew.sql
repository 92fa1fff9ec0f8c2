-- Names mean the tickets merged anew, else the changed records, else the tickets put back, else the settled
-- coordinates, else what a build of everything makes.
set search_path = 'work.merged_anew,work.changed,work.rescued_anew,work.settled_anew,work.main';
