-- Names mean the changed tickets whose text is new, else what a build of everything makes.
set search_path = 'work.texts_read_anew,work.main';
