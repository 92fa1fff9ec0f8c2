-- Names mean the tickets merged anew, else the changed records, else what a build of everything makes.
set search_path = 'work.merged_anew,work.changed,work.main';
