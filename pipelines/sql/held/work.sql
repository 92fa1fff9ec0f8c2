-- Further schemas beside the memory's own. Why: what changed is made by the same models as everything, under the same
-- names.
create schema work.changed;
create schema work.settled_anew;
create schema work.texts_read_anew;
create schema work.rescued_anew;
create schema work.merged_anew;
create schema work.weighed_anew;
use work.main;
create table if not exists held.main.held_files (file_id varchar, taken_at timestamptz);
create table if not exists held.main.int_outlines__drawn (drawn_from varchar, outline_geojson varchar, made_by varchar);
-- Of no week, until a build keeps what it made.
create table if not exists held.main.int_signals__calibrated (category_code varchar, calibrated_to_date timestamp);
create table if not exists held.main.held_key (as_of_at timestamptz, made_by varchar);
