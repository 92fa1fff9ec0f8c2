-- Names mean what tickets state brought up to this morning, else what a build of everything makes.
set search_path = 'work.settled_anew,work.main';
