-- Names mean the incidents weighed anew, else the tickets put back, else what a build of everything makes.
set search_path = 'work.weighed_anew,work.rescued_anew,work.settled_anew,work.main';
