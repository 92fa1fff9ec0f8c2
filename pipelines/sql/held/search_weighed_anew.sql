-- Names mean the incidents weighed anew, else what a build of everything makes.
set search_path = 'work.weighed_anew,work.settled_anew,work.main';
