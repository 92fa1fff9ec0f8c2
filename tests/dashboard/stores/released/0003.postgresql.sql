-- The operations database as version 0003 of this project made it from the one before, with seven events.
CREATE TABLE access_entries (
    entry_no integer NOT NULL,
    noted_at timestamp with time zone NOT NULL,
    person character varying,
    screen_id character varying NOT NULL,
    role_code character varying NOT NULL,
    did character varying NOT NULL,
    page_code character varying NOT NULL,
    subject_id character varying NOT NULL,
    build_id character varying NOT NULL,
    previous_hash character varying NOT NULL,
    entry_hash character varying NOT NULL
);
CREATE TABLE access_head (
    head_no integer NOT NULL,
    entry_no integer NOT NULL,
    entry_hash character varying NOT NULL,
    n_erased integer NOT NULL,
    erased_hash character varying NOT NULL
);
CREATE TABLE alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE chain_head (
    head_no integer NOT NULL,
    sequence_no integer NOT NULL,
    event_hash character varying NOT NULL
);
CREATE TABLE events (
    sequence_no integer NOT NULL,
    event_id character varying NOT NULL,
    kind character varying NOT NULL,
    subject_id character varying NOT NULL,
    huddle_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    build_id character varying NOT NULL,
    role_code character varying NOT NULL,
    facts text NOT NULL,
    payload_digest character varying NOT NULL,
    previous_hash character varying NOT NULL,
    event_hash character varying NOT NULL,
    seen_sequence_no integer
);
CREATE SEQUENCE events_sequence_no_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE events_sequence_no_seq OWNED BY events.sequence_no;
CREATE TABLE payloads (
    event_id character varying NOT NULL,
    salt character varying NOT NULL,
    body text NOT NULL
);
ALTER TABLE ONLY events ALTER COLUMN sequence_no SET DEFAULT nextval('events_sequence_no_seq'::regclass);
INSERT INTO access_head VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000', 0, '0000000000000000000000000000000000000000000000000000000000000000');
INSERT INTO alembic_version VALUES ('0003');
INSERT INTO chain_head VALUES (1, 7, 'c09e785b2b43228cec737a4f466bb91a952e326e048ce7d29594257ddca0654a');
INSERT INTO events VALUES (1, 'e1', 'action_opened', 'e1', '2015-11-09', '2015-11-09 13:40:00.123456+00', 'b1', 'leadership', '{"due_date":"2015-11-10","location_id":"L7","location_name":"Melnea Cass Blvd & Harrison Ave","location_number":"1","owner_agency_code":"public_works"}', 'db927815fab3bac085ef3bc614eb134b05d1471a94a404580ab2ba245c0f24c4', '0000000000000000000000000000000000000000000000000000000000000000', '23a67ea7575864f3bd3822e05fd2b3b78d5f89b19e38c6709130e6f4773742cf', NULL);
INSERT INTO events VALUES (2, 'e2', 'action_opened', 'e2', '2015-11-09', '2015-11-09 13:40:50.123456+00', 'b1', 'leadership', '{"due_date":"2015-11-12","owner_agency_code":"health"}', '45941de5a6598028eacf9f2b06febc36049669e98510db4f2a3154dcb99fc9e7', '23a67ea7575864f3bd3822e05fd2b3b78d5f89b19e38c6709130e6f4773742cf', 'bfe80636ab723785ff13704bb94971f267d1a3e48fda907ed037fd7c252bd4f7', NULL);
INSERT INTO events VALUES (3, 'e3', 'action_noted', 'e1', '2015-11-09', '2015-11-09 13:41:30.123456+00', 'b1', 'leadership', '{}', '156f2a3692ea9d911cd16639523f088b269ef40510bcc281fa1c8d26a92b2892', 'bfe80636ab723785ff13704bb94971f267d1a3e48fda907ed037fd7c252bd4f7', '791fd8681456b490c7cd40125112d18290ade037db1a13bc11fe1edf9d1e09d3', NULL);
INSERT INTO events VALUES (4, 'e4', 'action_handed_over', 'e2', '2015-11-09', '2015-11-09 13:42:00.123456+00', 'b1', 'leadership', '{"due_date":"2015-11-13","owner_agency_code":"public_works"}', '364e68e09437973d5062df62f9095a07a4fb10d493066b8eb75cef10d51aa3df', '791fd8681456b490c7cd40125112d18290ade037db1a13bc11fe1edf9d1e09d3', '7c6fbb9452fb0af12da32ee231961a536e6c071e2818915cfc69bea7847dac87', NULL);
INSERT INTO events VALUES (5, 'e5', 'action_rescheduled', 'e2', '2015-11-10', '2015-11-10 13:40:00.123456+00', 'b2', 'recovery', '{"due_date":"2015-11-16"}', 'cc1a542ffffea954ede595f071b7257661c751102a010164539784311b409d3b', '7c6fbb9452fb0af12da32ee231961a536e6c071e2818915cfc69bea7847dac87', '7bcf49f1258a68ab173918e60d12e4611488e52aa9c79b7f0ceae19bc225c69c', NULL);
INSERT INTO events VALUES (6, 'e6', 'action_closed', 'e1', '2015-11-10', '2015-11-10 13:40:30.123456+00', 'b2', 'recovery', '{"status":"done"}', '9aa8d2e2b0674a7af3c8aadd7357d35c20c76c75bbc9ae38e38ec567f5866af8', '7bcf49f1258a68ab173918e60d12e4611488e52aa9c79b7f0ceae19bc225c69c', 'a1ef556032bc98f1951e2a04fd183ae3866bf5ce9eacd8ba45b44e191aea1aaa', NULL);
INSERT INTO events VALUES (7, 'e7', 'payload_erased', 'e1', '2015-11-10', '2015-11-10 15:40:00.123456+00', 'b2', 'recovery', '{"erased_event_id":"e3","reason_code":"personal_data"}', '375cc98504b90944e6121aed613b5016b129770dedc62fa21f35c4d0510c2900', 'a1ef556032bc98f1951e2a04fd183ae3866bf5ce9eacd8ba45b44e191aea1aaa', 'c09e785b2b43228cec737a4f466bb91a952e326e048ce7d29594257ddca0654a', NULL);
INSERT INTO payloads VALUES ('e1', 'cda812621106ab460ec8ec6421763234d6f7441034237fc564228a5773a115f3', '{"how_we_know":"No ticket for a week","what":"Collect needles at the wall"}');
INSERT INTO payloads VALUES ('e2', '15d87aa308d3261670d5f8d3b25f295b26a3d6dc2c16e54f68953f17daa07289', '{"how_we_know":"The lamps burn","what":"Ask about the “new” lights — è 🧹"}');
INSERT INTO payloads VALUES ('e4', 'a864b390414068cd758104fd06a08f90dd8d168454c2a61646b0849fe2d18503', '{"words":"Not ours"}');
INSERT INTO payloads VALUES ('e5', 'efe502e3f9bcd0e43b20f7af5eefe7a20adca91c44f6f7f30f30b0e1ab45eff5', '{"words":"The crew is away"}');
INSERT INTO payloads VALUES ('e6', 'b29ee06b9cb4568de97be757c04b2759419ac836581e553ef0440844a745dad3', '{"words":"Swept; two bags"}');
INSERT INTO payloads VALUES ('e7', 'd9b381f82c2345e3e9273234e93d46ae431c832a4db388d1a61255f77a458c58', '{}');
SELECT pg_catalog.setval('events_sequence_no_seq', 1, false);
ALTER TABLE ONLY access_entries
    ADD CONSTRAINT access_entries_pkey PRIMARY KEY (entry_no);
ALTER TABLE ONLY access_entries
    ADD CONSTRAINT access_entries_previous_hash_key UNIQUE (previous_hash);
ALTER TABLE ONLY access_head
    ADD CONSTRAINT access_head_pkey PRIMARY KEY (head_no);
ALTER TABLE ONLY alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY chain_head
    ADD CONSTRAINT chain_head_pkey PRIMARY KEY (head_no);
ALTER TABLE ONLY events
    ADD CONSTRAINT events_event_id_key UNIQUE (event_id);
ALTER TABLE ONLY events
    ADD CONSTRAINT events_pkey PRIMARY KEY (sequence_no);
ALTER TABLE ONLY events
    ADD CONSTRAINT events_previous_hash_key UNIQUE (previous_hash);
ALTER TABLE ONLY payloads
    ADD CONSTRAINT payloads_pkey PRIMARY KEY (event_id);
ALTER TABLE ONLY payloads
    ADD CONSTRAINT payloads_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(event_id);
