-- The operations database as version 0003 of this project made it from the one before, with seven events.
BEGIN TRANSACTION;
CREATE TABLE access_entries (
	entry_no INTEGER NOT NULL, 
	noted_at DATETIME NOT NULL, 
	person VARCHAR, 
	screen_id VARCHAR NOT NULL, 
	role_code VARCHAR NOT NULL, 
	did VARCHAR NOT NULL, 
	page_code VARCHAR NOT NULL, 
	subject_id VARCHAR NOT NULL, 
	build_id VARCHAR NOT NULL, 
	previous_hash VARCHAR NOT NULL, 
	entry_hash VARCHAR NOT NULL, 
	PRIMARY KEY (entry_no), 
	UNIQUE (previous_hash)
);
CREATE TABLE access_head (
	head_no INTEGER NOT NULL, 
	entry_no INTEGER NOT NULL, 
	entry_hash VARCHAR NOT NULL, 
	n_erased INTEGER NOT NULL, 
	erased_hash VARCHAR NOT NULL, 
	PRIMARY KEY (head_no)
);
INSERT INTO "access_head" VALUES(1,0,'0000000000000000000000000000000000000000000000000000000000000000',0,'0000000000000000000000000000000000000000000000000000000000000000');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
CREATE TABLE chain_head (
	head_no INTEGER NOT NULL,
	sequence_no INTEGER NOT NULL,
	event_hash VARCHAR NOT NULL,
	PRIMARY KEY (head_no)
);
INSERT INTO "chain_head" VALUES(1,7,'eaa56fb3f6bd521e2a842449d6ffe98f6d806bbda898e2c3438945e57150e683');
CREATE TABLE events (
	sequence_no INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	event_id VARCHAR NOT NULL,
	kind VARCHAR NOT NULL,
	subject_id VARCHAR NOT NULL,
	huddle_date DATE NOT NULL,
	recorded_at DATETIME NOT NULL,
	build_id VARCHAR NOT NULL,
	role_code VARCHAR NOT NULL,
	facts TEXT NOT NULL,
	payload_digest VARCHAR NOT NULL,
	previous_hash VARCHAR NOT NULL,
	event_hash VARCHAR NOT NULL, seen_sequence_no INTEGER,
	UNIQUE (event_id),
	UNIQUE (previous_hash)
);
INSERT INTO "events" VALUES(1,'e1','action_opened','e1','2015-11-09','2015-11-09 13:40:00.123456','b1','leadership','{"due_date":"2015-11-10","location_id":"L7","location_name":"Melnea Cass Blvd & Harrison Ave","location_number":"1","owner_agency_code":"public_works"}','bdda40d8bc4d3e37e43b80b9387c1bf038f05c85d8f896eae32c4df52476c770','0000000000000000000000000000000000000000000000000000000000000000','10d41822d62de4b7d968d8c2ca9ddc560404af949750283176f3043f46457ef6',NULL);
INSERT INTO "events" VALUES(2,'e2','action_opened','e2','2015-11-09','2015-11-09 13:40:50.123456','b1','leadership','{"due_date":"2015-11-12","owner_agency_code":"health"}','053278183c4d358e8c08e47b0eeff244cac6b1216e91490e19fe9fa77e0ef910','10d41822d62de4b7d968d8c2ca9ddc560404af949750283176f3043f46457ef6','d3a0a3c77257ce67d38525121d9d4e8d8440965a8ff60d2da488e3a1059e1cfa',NULL);
INSERT INTO "events" VALUES(3,'e3','action_noted','e1','2015-11-09','2015-11-09 13:41:30.123456','b1','leadership','{}','0ff782cbcfb72d371043e6be46a9dccf8cc57dfdddd8eddecb0ca2fe9f5fd39f','d3a0a3c77257ce67d38525121d9d4e8d8440965a8ff60d2da488e3a1059e1cfa','864d4f6d7c5155525a0800f49219efdd58bbd2529494edd4f18d4b9d20584570',NULL);
INSERT INTO "events" VALUES(4,'e4','action_handed_over','e2','2015-11-09','2015-11-09 13:42:00.123456','b1','leadership','{"due_date":"2015-11-13","owner_agency_code":"public_works"}','0e95a17b9d07bba67819f732f928869aaccb58341e280d8857fbc2807e53ca9c','864d4f6d7c5155525a0800f49219efdd58bbd2529494edd4f18d4b9d20584570','c462760d716db9d2a038c7620cd1ff84f16cddc66f9851851b4e200a1926d934',NULL);
INSERT INTO "events" VALUES(5,'e5','action_rescheduled','e2','2015-11-10','2015-11-10 13:40:00.123456','b2','recovery','{"due_date":"2015-11-16"}','ab7268fdfca169f48b4c1b859d50fcc983a8ac3a7d9f3cdfa820195af01d58d5','c462760d716db9d2a038c7620cd1ff84f16cddc66f9851851b4e200a1926d934','1e827bbb6cad7d1a48cb45109cd4d21cef94db5cf9c05115df800795d4b288f4',NULL);
INSERT INTO "events" VALUES(6,'e6','action_closed','e1','2015-11-10','2015-11-10 13:40:30.123456','b2','recovery','{"status":"done"}','bdfa7e6316dea7b9bbf5a8bfd7706a53a1012df398ae6919f479f72c13dac301','1e827bbb6cad7d1a48cb45109cd4d21cef94db5cf9c05115df800795d4b288f4','dd6c67a323d77a0b36d8c8e4bd4bc5faf85d6ded8287dcea53867c7ae35990cc',NULL);
INSERT INTO "events" VALUES(7,'e7','payload_erased','e1','2015-11-10','2015-11-10 15:40:00.123456','b2','recovery','{"erased_event_id":"e3","reason_code":"personal_data"}','827f2b3a5cc7ea9986eb7c5bb22b7b698b71f13e2444d9cfe2d39995e2520fbc','dd6c67a323d77a0b36d8c8e4bd4bc5faf85d6ded8287dcea53867c7ae35990cc','eaa56fb3f6bd521e2a842449d6ffe98f6d806bbda898e2c3438945e57150e683',NULL);
CREATE TABLE payloads (
	event_id VARCHAR NOT NULL,
	salt VARCHAR NOT NULL,
	body TEXT NOT NULL,
	PRIMARY KEY (event_id),
	FOREIGN KEY(event_id) REFERENCES events (event_id)
);
INSERT INTO "payloads" VALUES('e1','8244a9091517861c5bed9904343824272afcb82c70bfca35227b09944cdf8670','{"how_we_know":"No ticket for a week","what":"Collect needles at the wall"}');
INSERT INTO "payloads" VALUES('e2','ebda6304758a6f8a4e63893420e680cbf70451d085aeae3a2c13c24d1198ede7','{"how_we_know":"The lamps burn","what":"Ask about the “new” lights — è 🧹"}');
INSERT INTO "payloads" VALUES('e4','f428448c6b04e154534d4adec5c0b5902d8ce66f1077b68ab295eff1991dfec2','{"words":"Not ours"}');
INSERT INTO "payloads" VALUES('e5','8182edf5e991e81e4e6e409b8a2aa1706c4d16c61e62a346d2a4859949270bd5','{"words":"The crew is away"}');
INSERT INTO "payloads" VALUES('e6','b2ad8a378c0cd3787bb84fa847f26cbe3ab6f4c0865b72547573a14dc0b98cb6','{"words":"Swept; two bags"}');
INSERT INTO "payloads" VALUES('e7','c3b7ebcf55450446a2a01057c9506ebef20210ec93d100675cf737efe3e5845f','{}');
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('events',7);
COMMIT;
