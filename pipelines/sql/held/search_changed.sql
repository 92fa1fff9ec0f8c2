-- Names mean the changed records, else what a build of everything makes.
set search_path = 'work.changed,work.main';
