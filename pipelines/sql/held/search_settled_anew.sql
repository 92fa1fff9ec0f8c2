-- Names mean all tickets brought up to this morning, else what a build of everything makes.
set search_path = 'work.settled_anew,work.main';
