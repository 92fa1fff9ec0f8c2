-- Names mean what a build of everything makes.
use work.main;
