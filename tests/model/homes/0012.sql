BEGIN TRANSACTION;
CREATE TABLE accepted_conflict (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	type VARCHAR(500) NOT NULL, 
	first_id INTEGER, 
	second_id INTEGER, 
	begins DATETIME NOT NULL, 
	person VARCHAR(500) NOT NULL, 
	sides JSON NOT NULL, 
	reason VARCHAR(5000) NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, 
	CONSTRAINT fk_accepted_conflict_first_id_broadcast FOREIGN KEY(first_id) REFERENCES broadcast (id), 
	CONSTRAINT fk_accepted_conflict_second_id_broadcast FOREIGN KEY(second_id) REFERENCES broadcast (id)
);
INSERT INTO "accepted_conflict" VALUES(1,'overlap',1,2,'2019-03-04 22:30:00.000000','','[]','Trực tiếp',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999');
INSERT INTO "accepted_conflict" VALUES(2,'gap',NULL,NULL,'2019-03-05 12:00:00.000000','','[]','Mất điện',2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0012');
CREATE TABLE "audit_entry" (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	person TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, action TEXT DEFAULT 'earlier' NOT NULL, "values" JSON DEFAULT '{}' NOT NULL
);
INSERT INTO "audit_entry" VALUES(1,'Thu Hà',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999','init','{}');
INSERT INTO "audit_entry" VALUES(2,'Đức Anh',2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004','add_insert','{"title": "Nhạc cắt"}');
INSERT INTO "audit_entry" VALUES(3,'Đức Anh',3,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004','remove_line','{"title": "Nhạc cắt"}');
INSERT INTO "audit_entry" VALUES(4,'radiodesk',4,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004','update','{"ids": {"station": 1, "person": 3, "programme": 5, "recipient": 2, "recording": 3, "upstream": 2, "clip": 2, "edition": 3, "relay": 2, "story": 3, "broadcast": 4, "credit": 3, "line": 3, "publication": 2, "duty": 3, "audit_entry": 2, "preset": 2, "overview": 1, "treatment": 2, "topic": 2, "story_topic": 2, "earlier_name": 6, "person_role": 2, "outlet": 1, "series": 3, "slot": 4, "slot_outlet": 1, "slot_duty": 1, "broadcast_outlet": 1, "accepted_conflict": 2, "edition_topic": 1, "delivery": 2, "station_indicator": 1, "entered_figure": 1, "target": 2, "report_kind": 2, "closed_report": 1, "base_salary": 2, "royalty_rate": 2, "royalty_norm": 1, "royalty_rules": 1, "closed_royalties": 1}}');
CREATE TABLE audit_row (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	entry_id INTEGER NOT NULL, 
	table_name VARCHAR(40) NOT NULL, 
	row_id INTEGER NOT NULL, 
	"before" JSON, 
	"after" JSON, 
	CONSTRAINT fk_audit_row_entry_id_audit_entry FOREIGN KEY(entry_id) REFERENCES audit_entry (id)
);
INSERT INTO "audit_row" VALUES(1,2,'line',4,NULL,'{"edition_id": 2, "position": 2, "kind": "insert", "label": "Nhạc cắt", "seconds": 5, "version": 1}');
INSERT INTO "audit_row" VALUES(2,3,'line',4,'{"edition_id": 2, "position": 2, "kind": "insert", "label": "Nhạc cắt", "seconds": 5, "version": 1}',NULL);
CREATE TABLE base_salary (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	since DATE NOT NULL, 
	amount BIGINT NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL
);
INSERT INTO "base_salary" VALUES(1,'2018-07-01',1390000,1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999');
INSERT INTO "base_salary" VALUES(2,'2019-07-01',1490000,2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004');
CREATE TABLE "broadcast" (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	kind VARCHAR(20) NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	starts DATETIME NOT NULL, 
	edition_id INTEGER, 
	relay_id INTEGER, 
	planned_seconds INTEGER, 
	actual_seconds INTEGER, 
	note VARCHAR(5000) NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, slot_id INTEGER CONSTRAINT fk_broadcast_slot_id_slot REFERENCES slot (id), occurrence VARCHAR(19), own_air BOOLEAN DEFAULT 1 NOT NULL, from_file JSON, actual_starts DATETIME, priority VARCHAR(20) DEFAULT 'normal' NOT NULL CONSTRAINT ck_broadcast_priority CHECK (priority IN ('normal', 'priority', 'emergency')), place VARCHAR(500) DEFAULT '' NOT NULL, circuit VARCHAR(500) DEFAULT '' NOT NULL, 
	CONSTRAINT ck_broadcast_relay CHECK ((kind = 'relay') = (relay_id IS NOT NULL)), 
	CONSTRAINT ck_broadcast_one_content CHECK ((edition_id IS NULL) <> (relay_id IS NULL)), 
	CONSTRAINT fk_broadcast_edition_id_edition FOREIGN KEY(edition_id) REFERENCES edition (id), 
	CONSTRAINT fk_broadcast_relay_id_relay FOREIGN KEY(relay_id) REFERENCES relay (id), 
	CONSTRAINT ck_broadcast_broadcastkind CHECK (kind IN ('first_run', 'repeat', 'relay')), 
	CONSTRAINT ck_broadcast_broadcaststate CHECK (state IN ('planned', 'aired', 'cancelled', 'missed'))
);
INSERT INTO "broadcast" VALUES(1,'first_run','aired','2019-03-04 22:30:00.000000',1,NULL,1800,1795,'Phát mới',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999',2,'2019-03-05T05:30:00',0,'{"start":"2019-03-05T05:30"}','2019-03-04 22:31:00.000000','emergency','','');
INSERT INTO "broadcast" VALUES(2,'repeat','planned','2019-03-05 10:30:00.000000',1,NULL,NULL,NULL,'',2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004',NULL,NULL,1,NULL,NULL,'normal','','');
INSERT INTO "broadcast" VALUES(3,'relay','missed','2019-03-05 23:00:00.000000',NULL,1,900,NULL,'Mất điện',3,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004',NULL,NULL,1,NULL,NULL,'normal','Hội trường Huyện ủy','đường điện thoại');
INSERT INTO "broadcast" VALUES(4,'first_run','cancelled','2018-12-31 22:30:00.000000',3,NULL,600,0,'',4,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004',NULL,NULL,1,NULL,NULL,'normal','','');
CREATE TABLE broadcast_outlet (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	broadcast_id INTEGER NOT NULL, 
	outlet_id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, 
	CONSTRAINT fk_broadcast_outlet_broadcast_id_broadcast FOREIGN KEY(broadcast_id) REFERENCES broadcast (id), 
	CONSTRAINT fk_broadcast_outlet_outlet_id_outlet FOREIGN KEY(outlet_id) REFERENCES outlet (id)
);
INSERT INTO "broadcast_outlet" VALUES(1,1,1,1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999');
CREATE TABLE "clip" (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	title VARCHAR(500) NOT NULL, 
	folded VARCHAR(500) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	recipient_id INTEGER, 
	seconds INTEGER, 
	sent DATE, 
	aired DATE, 
	note VARCHAR(5000) NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, genre VARCHAR(20) CONSTRAINT ck_clip_clipgenre CHECK (genre IN ('news', 'feature', 'other')), 
	CONSTRAINT fk_clip_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT ck_clip_clipkind CHECK (kind IN ('clip', 'column')), 
	CONSTRAINT ck_clip_clipstate CHECK (state IN ('planned', 'shot', 'edited', 'sent', 'aired', 'rejected'))
);
INSERT INTO "clip" VALUES(1,'Hội nghị
hai dòng; -- ''nháy''','hoi nghi','clip','aired',1,95,'2019-03-01','2019-03-02','Đã phát',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999','news');
INSERT INTO "clip" VALUES(2,'Chuyên mục','chuyen muc','column','planned',NULL,NULL,NULL,NULL,'',2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004',NULL);
CREATE TABLE closed_report (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	kind VARCHAR(500) NOT NULL, 
	first DATE NOT NULL, 
	last DATE NOT NULL, 
	number INTEGER NOT NULL, 
	person VARCHAR(500) NOT NULL, 
	content TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	evidence BLOB NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL
);
INSERT INTO "closed_report" VALUES(1,'Báo cáo 9 tháng','2018-12-15','2019-09-14',1,'Thu Hà','{"closed":{"digest":"5acdc2c2d8cb0adeeac46f5d1cccb93f1062538d9eee22de1a050757a1d422f7","number":1},"evidence":"4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945","station":"Đài"}','5acdc2c2d8cb0adeeac46f5d1cccb93f1062538d9eee22de1a050757a1d422f7',X'7801010200FDFF5B5D011500B9',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999');
CREATE TABLE closed_royalties (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	month DATE NOT NULL, 
	first DATE NOT NULL, 
	last DATE NOT NULL, 
	person VARCHAR(500) NOT NULL, 
	total BIGINT NOT NULL, 
	content TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL
);
INSERT INTO "closed_royalties" VALUES(1,'2019-03-01','2019-02-15','2019-03-14','Thu Hà',1234000,'{"closed":{"digest":"5acdc2c2d8cb0adeeac46f5d1cccb93f1062538d9eee22de1a050757a1d422f7","number":1},"evidence":"4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945","station":"Đài"}','5acdc2c2d8cb0adeeac46f5d1cccb93f1062538d9eee22de1a050757a1d422f7',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999');
CREATE TABLE "credit" (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	person_id INTEGER NOT NULL, 
	story_id INTEGER, 
	clip_id INTEGER, 
	role VARCHAR(20) NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, coefficient VARCHAR(40), share VARCHAR(40), 
	CONSTRAINT ck_credit_one_work CHECK ((story_id IS NULL) <> (clip_id IS NULL)), 
	CONSTRAINT fk_credit_clip_id_clip FOREIGN KEY(clip_id) REFERENCES clip (id), 
	CONSTRAINT fk_credit_person_id_person FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT fk_credit_story_id_story FOREIGN KEY(story_id) REFERENCES story (id), 
	CONSTRAINT ck_credit_creditrole CHECK (role IN ('author', 'camera', 'editor', 'reader', 'director', 'technician'))
);
INSERT INTO "credit" VALUES(1,1,1,NULL,'author',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999','0.35','60');
INSERT INTO "credit" VALUES(2,2,NULL,1,'camera',2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004',NULL,NULL);
INSERT INTO "credit" VALUES(3,3,NULL,1,'technician',3,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004',NULL,NULL);
CREATE TABLE delivery (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	recipient_id INTEGER NOT NULL, 
	story_id INTEGER, 
	edition_id INTEGER, 
	state VARCHAR(20) NOT NULL, 
	sent DATE NOT NULL, 
	note VARCHAR(5000) NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, 
	CONSTRAINT fk_delivery_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_delivery_story_id_story FOREIGN KEY(story_id) REFERENCES story (id), 
	CONSTRAINT fk_delivery_edition_id_edition FOREIGN KEY(edition_id) REFERENCES edition (id), 
	CONSTRAINT ck_delivery_deliverystate CHECK (state IN ('sent', 'used', 'rejected')), 
	CONSTRAINT ck_delivery_one_content CHECK ((story_id IS NULL) <> (edition_id IS NULL))
);
INSERT INTO "delivery" VALUES(1,1,1,NULL,'used','2019-03-06','Đã',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999');
INSERT INTO "delivery" VALUES(2,2,NULL,1,'sent','2019-03-07','',2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004');
CREATE TABLE "duty" (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	person_id INTEGER NOT NULL, 
	broadcast_id INTEGER NOT NULL, 
	role VARCHAR(20) NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, 
	CONSTRAINT fk_duty_broadcast_id_broadcast FOREIGN KEY(broadcast_id) REFERENCES broadcast (id), 
	CONSTRAINT fk_duty_person_id_person FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT ck_duty_dutyrole CHECK (role IN ('editor', 'presenter', 'technician'))
);
INSERT INTO "duty" VALUES(1,1,1,'editor',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999');
INSERT INTO "duty" VALUES(2,2,1,'technician',2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004');
INSERT INTO "duty" VALUES(3,3,3,'presenter',3,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004');
CREATE TABLE earlier_name (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	station_id INTEGER, 
	programme_id INTEGER, 
	person_id INTEGER, 
	upstream_id INTEGER, 
	recipient_id INTEGER, 
	topic_id INTEGER, 
	name VARCHAR(500) NOT NULL, 
	"key" VARCHAR(500) DEFAULT '' NOT NULL, 
	until DATE NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, 
	CONSTRAINT fk_earlier_name_station_id_station FOREIGN KEY(station_id) REFERENCES station (id), 
	CONSTRAINT fk_earlier_name_programme_id_programme FOREIGN KEY(programme_id) REFERENCES programme (id), 
	CONSTRAINT fk_earlier_name_person_id_person FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT fk_earlier_name_upstream_id_upstream FOREIGN KEY(upstream_id) REFERENCES upstream (id), 
	CONSTRAINT fk_earlier_name_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_earlier_name_topic_id_topic FOREIGN KEY(topic_id) REFERENCES topic (id), 
	CONSTRAINT ck_earlier_name_one_holder CHECK ((CASE WHEN station_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN programme_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN person_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN upstream_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN recipient_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN topic_id IS NULL THEN 0 ELSE 1 END) = 1)
);
INSERT INTO "earlier_name" VALUES(1,1,NULL,NULL,NULL,NULL,NULL,'Đài truyền thanh','đài truyền thanh','2018-06-30',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999');
INSERT INTO "earlier_name" VALUES(2,NULL,1,NULL,NULL,NULL,NULL,'Thời sự cũ','thời sự cũ','2019-01-01',2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004');
INSERT INTO "earlier_name" VALUES(3,NULL,NULL,1,NULL,NULL,NULL,'Thu Hà','thu hà','2019-01-02',3,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004');
INSERT INTO "earlier_name" VALUES(4,NULL,NULL,NULL,1,NULL,NULL,'TNVN','tnvn','2019-01-03',4,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004');
INSERT INTO "earlier_name" VALUES(5,NULL,NULL,NULL,NULL,1,NULL,'Đài tỉnh','đài tỉnh','2019-01-04',5,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004');
INSERT INTO "earlier_name" VALUES(6,NULL,NULL,NULL,NULL,NULL,1,'NTM','ntm','2019-01-05',6,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004');
CREATE TABLE "edition" (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	programme_id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, recording_id INTEGER CONSTRAINT fk_edition_recording_id_recording REFERENCES recording (id), chapters JSON, own_live BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT fk_edition_programme_id_programme FOREIGN KEY(programme_id) REFERENCES programme (id)
);
INSERT INTO "edition" VALUES(1,1,1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999',2,'[[0.0, "Mở đầu"]]',0);
INSERT INTO "edition" VALUES(2,1,2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004',NULL,NULL,0);
INSERT INTO "edition" VALUES(3,2,3,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004',NULL,NULL,0);
CREATE TABLE edition_topic (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	edition_id INTEGER NOT NULL, 
	topic_id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, 
	CONSTRAINT fk_edition_topic_edition_id_edition FOREIGN KEY(edition_id) REFERENCES edition (id), 
	CONSTRAINT fk_edition_topic_topic_id_topic FOREIGN KEY(topic_id) REFERENCES topic (id)
);
INSERT INTO "edition_topic" VALUES(1,1,1,1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999');
CREATE TABLE entered_figure (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	indicator VARCHAR(500) NOT NULL, 
	first DATE NOT NULL, 
	last DATE NOT NULL, 
	value VARCHAR(40) NOT NULL, 
	source VARCHAR(500) NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL
);
INSERT INTO "entered_figure" VALUES(1,'portal_articles','2018-12-15','2019-09-14','65','Văn phòng',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999');
CREATE TABLE "line" (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	edition_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	story_id INTEGER, 
	label VARCHAR(500) NOT NULL, 
	seconds INTEGER, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, recording_id INTEGER CONSTRAINT fk_line_recording_id_recording REFERENCES recording (id), "join" VARCHAR(20) DEFAULT 'butt' NOT NULL
    CONSTRAINT ck_line_joinkind CHECK ("join" IN ('butt', 'gap', 'crossfade', 'under')), actual_seconds DOUBLE, join_seconds DOUBLE DEFAULT '0' NOT NULL, 
	CONSTRAINT ck_line_story_line CHECK ((kind = 'story') = (story_id IS NOT NULL)), 
	CONSTRAINT fk_line_edition_id_edition FOREIGN KEY(edition_id) REFERENCES edition (id), 
	CONSTRAINT fk_line_story_id_story FOREIGN KEY(story_id) REFERENCES story (id), 
	CONSTRAINT ck_line_linekind CHECK (kind IN ('story', 'insert'))
);
INSERT INTO "line" VALUES(1,1,1,'insert',NULL,'Nhạc hiệu',20,1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999',1,'gap',19.5,1.5);
INSERT INTO "line" VALUES(2,1,2,'story',1,'',NULL,2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004',NULL,'crossfade',NULL,0.5);
INSERT INTO "line" VALUES(3,2,1,'story',2,'Phỏng vấn',300,3,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004',NULL,'butt',NULL,0.0);
CREATE TABLE outlet (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name VARCHAR(500) NOT NULL, 
	folded VARCHAR(500) NOT NULL, 
	"key" VARCHAR(500) DEFAULT '' NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL
);
INSERT INTO "outlet" VALUES(1,'Đài xã Lai Hạ','dai xa lai ha','đài xã lai hạ',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999');
CREATE TABLE "overview" (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	recording_id INTEGER NOT NULL, 
	block_seconds DOUBLE NOT NULL, 
	levels BLOB NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, 
	CONSTRAINT fk_overview_recording_id_recording FOREIGN KEY(recording_id) REFERENCES recording (id), 
	CONSTRAINT uq_overview_recording_id UNIQUE (recording_id)
);
INSERT INTO "overview" VALUES(1,1,0.04,X'7801014000BFFF000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3FAAE007E1',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999');
CREATE TABLE "person" (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name VARCHAR(500) NOT NULL, 
	folded VARCHAR(500) NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, "key" VARCHAR(500) DEFAULT '' NOT NULL
, short_name VARCHAR(500) DEFAULT '' NOT NULL, initials VARCHAR(500) DEFAULT '' NOT NULL);
INSERT INTO "person" VALUES(1,'Nguyễn Thị Thu Hà','nguyen thi thu ha',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999','nguyễn thị thu hà','Hà','TH');
INSERT INTO "person" VALUES(2,'Đỗ Đức Anh','do duc anh',2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004','đỗ đức anh','','');
INSERT INTO "person" VALUES(3,'O''Brien “Bình”','o''brien “binh”',3,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004','o''brien “bình”','','');
CREATE TABLE person_role (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	person_id INTEGER NOT NULL, 
	role VARCHAR(20) NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, 
	CONSTRAINT fk_person_role_person_id_person FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT ck_person_role_role CHECK (role IN ('reporter', 'editor', 'presenter', 'technician', 'chief'))
);
INSERT INTO "person_role" VALUES(1,1,'editor',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999');
INSERT INTO "person_role" VALUES(2,1,'chief',2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004');
CREATE TABLE "preset" (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name VARCHAR(500) NOT NULL, 
	folded VARCHAR(500) NOT NULL, 
	genre VARCHAR(20), 
	settings JSON NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, "key" VARCHAR(500) DEFAULT '' NOT NULL, 
	CONSTRAINT uq_preset_genre UNIQUE (genre), 
	CONSTRAINT ck_preset_genre CHECK (genre IN ('brief', 'report', 'feature', 'interview', 'profile', 'commentary', 'other'))
);
INSERT INTO "preset" VALUES(1,'Phỏng vấn','phong van','interview','{"target_lufs": -20.0, "ceiling_dbtp": -1.5, "trim": false, "before_seconds": 0.2, "after_seconds": 0.4, "fade_in_seconds": 0.02, "fade_out_seconds": 0.05, "high_pass_hz": 80.0, "channels": "all"}',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999','phỏng vấn');
INSERT INTO "preset" VALUES(2,'Riêng','rieng',NULL,'{"target_lufs": -20.0, "ceiling_dbtp": -1.5, "trim": false, "before_seconds": 0.2, "after_seconds": 0.4, "fade_in_seconds": 0.02, "fade_out_seconds": 0.05, "high_pass_hz": 80.0, "channels": "all"}',2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004','riêng');
CREATE TABLE "programme" (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	title VARCHAR(500) NOT NULL, 
	folded VARCHAR(500) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, "key" VARCHAR(500) DEFAULT '' NOT NULL, double_of INTEGER CONSTRAINT fk_programme_double_of_programme REFERENCES programme (id), least_seconds INTEGER, usual_seconds INTEGER, most_seconds INTEGER, language VARCHAR(500) DEFAULT '' NOT NULL, special BOOLEAN DEFAULT 0 NOT NULL, own_live BOOLEAN DEFAULT 0 NOT NULL, active BOOLEAN DEFAULT 1 NOT NULL, owner_id INTEGER CONSTRAINT fk_programme_owner_id_person REFERENCES person (id), partner VARCHAR(500) DEFAULT '' NOT NULL, 
	CONSTRAINT ck_programme_programmekind CHECK (kind IN ('news', 'column', 'announcement', 'music', 'other'))
);
INSERT INTO "programme" VALUES(1,'Thời sự','thoi su','news',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999','thời sự',NULL,600,900,1200,'',0,0,1,1,'');
INSERT INTO "programme" VALUES(2,'Nông thôn mới','nong thon moi','column',2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004','nông thôn mới',NULL,NULL,NULL,NULL,'Khmer',1,0,1,NULL,'');
INSERT INTO "programme" VALUES(3,'Thông báo','thong bao','announcement',3,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004','thông báo',NULL,NULL,NULL,NULL,'',0,1,1,NULL,'');
INSERT INTO "programme" VALUES(4,'Ca nhạc','ca nhac','music',4,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004','ca nhạc',NULL,NULL,NULL,NULL,'',0,0,0,NULL,'');
INSERT INTO "programme" VALUES(5,'THỜI SỰ','thoi su','column',5,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004','thời sự',1,NULL,NULL,NULL,'',0,0,1,NULL,'');
CREATE TABLE "publication" (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	edition_id INTEGER NOT NULL, 
	address TEXT NOT NULL, 
	posted DATE NOT NULL, 
	withdrawn BOOLEAN NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, page VARCHAR(500) DEFAULT '' NOT NULL, channel VARCHAR(20) DEFAULT 'website' NOT NULL CONSTRAINT ck_publication_channel CHECK (channel IN ('website', 'social')), 
	CONSTRAINT fk_publication_edition_id_edition FOREIGN KEY(edition_id) REFERENCES edition (id)
);
INSERT INTO "publication" VALUES(1,1,'https://luongtai.example/tin-1?a=1&b=%20','2019-03-06',0,1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999','Trang của đài','social');
INSERT INTO "publication" VALUES(2,2,'https://luongtai.example/tin-2','2019-03-07',1,2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004','','website');
CREATE TABLE "recipient" (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name VARCHAR(500) NOT NULL, 
	folded VARCHAR(500) NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, "key" VARCHAR(500) DEFAULT '' NOT NULL
);
INSERT INTO "recipient" VALUES(1,'Đài PT-TH tỉnh Bắc Ninh','dai pt-th tinh bac ninh',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999','đài pt-th tỉnh bắc ninh');
INSERT INTO "recipient" VALUES(2,'Cổng thông tin','cong thong tin',2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004','cổng thông tin');
CREATE TABLE "recording" (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	sha256 VARCHAR(64) NOT NULL, 
	name VARCHAR(500) NOT NULL, 
	folded VARCHAR(500) NOT NULL, 
	suffix VARCHAR(16) NOT NULL, 
	size INTEGER NOT NULL, 
	seconds DOUBLE NOT NULL, 
	sample_rate INTEGER NOT NULL, 
	channels INTEGER NOT NULL, 
	codec VARCHAR(40) NOT NULL, 
	warnings JSON NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, title VARCHAR(500) DEFAULT '' NOT NULL, measured JSON, air_seconds DOUBLE, waiting BOOLEAN DEFAULT 0 NOT NULL, removed DATETIME, track INTEGER DEFAULT '1' NOT NULL, tracks INTEGER DEFAULT '1' NOT NULL, laid_aside BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT uq_recording_sha256 UNIQUE (sha256)
);
INSERT INTO "recording" VALUES(1,'486a0c3d87a72ace09c62b863df8731d97c724b048e71e760f7e6b8f24cf06b0','Tin 01 - Gieo cấy.wav','tin 01 - gieo cay.wav','.wav',1160,17.25,48000,2,'pcm_s16le','[]',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999','Gieo cấy','{"loudness": {"integrated_lufs": -23.5, "range_lu": 4.5, "true_peak_dbtp": -3.25, "momentary_max_lufs": -20.5, "short_term_max_lufs": null}, "sample_peak_dbfs": -3.5, "clipped": 0, "clips": [], "dc_offset": 0.0, "silence_dbfs": -50.5, "silences": [[0.0, 0.75]], "leading_seconds": 0.75, "trailing_seconds": 0.0, "same_channels": true, "dead_channels": []}',16.5,0,NULL,1,1,0);
INSERT INTO "recording" VALUES(2,'1bf592b062822ac17afa77c7ef1712c2c1273ce702bc0ab7bbfd1d9ee17b09a6','Phỏng vấn.mp3','phong van.mp3','.mp3',720,3600.5,44100,1,'mp3','["silent","cut_short"]',2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004','',NULL,NULL,1,NULL,2,3,0);
INSERT INTO "recording" VALUES(3,'68d9ed2adb24458ff173db06b41b9d1b6e228764c457030d63fad11b02bfae1e','Cũ.ogg','cu.ogg','.ogg',4,1.0,48000,2,'vorbis','[]',3,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004','',NULL,1.0,0,'2020-12-01 00:00:00.000000',1,1,1);
CREATE TABLE "relay" (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	title VARCHAR(500) NOT NULL, 
	live BOOLEAN NOT NULL, 
	upstream_id INTEGER, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, 
	CONSTRAINT ck_relay_upstream_or_live CHECK (upstream_id IS NOT NULL OR live), 
	CONSTRAINT fk_relay_upstream_id_upstream FOREIGN KEY(upstream_id) REFERENCES upstream (id)
);
INSERT INTO "relay" VALUES(1,'Thời sự 6 giờ',0,1,1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999');
INSERT INTO "relay" VALUES(2,'Trực tiếp hội nghị',1,NULL,2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004');
CREATE TABLE report_kind (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name VARCHAR(500) NOT NULL, 
	folded VARCHAR(500) NOT NULL, 
	"key" VARCHAR(500) DEFAULT '' NOT NULL, 
	period_kind VARCHAR(20) NOT NULL, 
	rule VARCHAR(20) NOT NULL, 
	recipient VARCHAR(500) NOT NULL, 
	due_days INTEGER NOT NULL, 
	indicators JSON, 
	template VARCHAR(500) NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, 
	CONSTRAINT ck_report_kind_periodkind CHECK (period_kind IN ('month', 'quarter', 'half', 'nine_months', 'year', 'interval')), 
	CONSTRAINT ck_report_kind_periodrule CHECK (rule IN ('official', 'calendar'))
);
INSERT INTO "report_kind" VALUES(1,'Báo cáo 9 tháng','bao cao 9 thang','báo cáo 9 tháng','nine_months','official','Sở TT-TT',3,'["stories"]','mẫu.docx',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999');
INSERT INTO "report_kind" VALUES(2,'Báo cáo năm','bao cao nam','báo cáo năm','year','calendar','',1,NULL,'',2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004');
CREATE TABLE royalty_norm (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	person_id INTEGER NOT NULL, 
	role VARCHAR(20) NOT NULL, 
	genre VARCHAR(500) NOT NULL, 
	measure VARCHAR(20) NOT NULL, 
	amount VARCHAR(40) NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, 
	CONSTRAINT fk_royalty_norm_person_id_person FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT ck_royalty_norm_creditrole CHECK (role IN ('author', 'camera', 'editor', 'reader', 'director', 'technician')), 
	CONSTRAINT ck_royalty_norm_normmeasure CHECK (measure IN ('pieces', 'points'))
);
INSERT INTO "royalty_norm" VALUES(1,1,'author','','pieces','20',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999');
CREATE TABLE royalty_rate (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	genre VARCHAR(20) NOT NULL, 
	role VARCHAR(20) NOT NULL, 
	of_piece BOOLEAN NOT NULL, 
	least VARCHAR(40) NOT NULL, 
	usual VARCHAR(40) NOT NULL, 
	most VARCHAR(40) NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, 
	CONSTRAINT ck_royalty_rate_workgenre CHECK (genre IN ('brief', 'report', 'feature', 'interview', 'profile', 'commentary', 'other', 'tv_news', 'tv_feature', 'tv_other')), 
	CONSTRAINT ck_royalty_rate_creditrole CHECK (role IN ('author', 'camera', 'editor', 'reader', 'director', 'technician'))
);
INSERT INTO "royalty_rate" VALUES(1,'brief','author',0,'0.1','0.35','0.5',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999');
INSERT INTO "royalty_rate" VALUES(2,'report','editor',1,'5','10','15',2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004');
CREATE TABLE royalty_rules (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	period_rule VARCHAR(20) NOT NULL, 
	second_use VARCHAR(40) NOT NULL, 
	most_increases VARCHAR(40) NOT NULL, 
	most_fees VARCHAR(40) NOT NULL, 
	counts_norms BOOLEAN NOT NULL, 
	taxed BOOLEAN NOT NULL, 
	tax VARCHAR(40) NOT NULL, 
	tax_from BIGINT NOT NULL, 
	maker VARCHAR(500) NOT NULL, 
	accountant VARCHAR(500) NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, 
	CONSTRAINT ck_royalty_rules_periodrule CHECK (period_rule IN ('official', 'calendar'))
);
INSERT INTO "royalty_rules" VALUES(1,'official','10','30','70',1,1,'10',2000000,'Thu Hà','Đức Anh',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999');
CREATE TABLE series (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name VARCHAR(500) NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL
);
INSERT INTO "series" VALUES(1,'thoi-su',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999');
INSERT INTO "series" VALUES(2,'thoi-su-lai',2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004');
INSERT INTO "series" VALUES(3,'vov',3,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004');
CREATE TABLE slot (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	series_id INTEGER NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	programme_id INTEGER, 
	repeats_id INTEGER, 
	days_after INTEGER NOT NULL, 
	title VARCHAR(500) NOT NULL, 
	upstream_id INTEGER, 
	live_event BOOLEAN NOT NULL, 
	own_live BOOLEAN NOT NULL, 
	at TIME NOT NULL, 
	seconds INTEGER, 
	start DATE NOT NULL, 
	until DATE, 
	rule TEXT NOT NULL, 
	pauses JSON, 
	exclusions JSON, 
	additions JSON, 
	own_air BOOLEAN NOT NULL, 
	since DATE, 
	last DATE, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, 
	CONSTRAINT ck_slot_broadcastkind CHECK (kind IN ('first_run', 'repeat', 'relay')), 
	CONSTRAINT ck_slot_programme CHECK ((kind = 'first_run') = (programme_id IS NOT NULL)), 
	CONSTRAINT ck_slot_repeats CHECK ((kind = 'repeat') = (repeats_id IS NOT NULL)), 
	CONSTRAINT ck_slot_upstream_or_live CHECK (kind <> 'relay' OR upstream_id IS NOT NULL OR live_event), 
	CONSTRAINT fk_slot_series_id_series FOREIGN KEY(series_id) REFERENCES series (id), 
	CONSTRAINT fk_slot_programme_id_programme FOREIGN KEY(programme_id) REFERENCES programme (id), 
	CONSTRAINT fk_slot_repeats_id_series FOREIGN KEY(repeats_id) REFERENCES series (id), 
	CONSTRAINT fk_slot_upstream_id_upstream FOREIGN KEY(upstream_id) REFERENCES upstream (id)
);
INSERT INTO "slot" VALUES(1,1,'first_run',1,NULL,0,'',NULL,0,0,'05:30:00.000000',1800,'2019-01-01',NULL,'FREQ=DAILY','[["2019-02-04","2019-02-10"]]','["2019-03-01"]','["2019-03-01T06:30:00"]',1,NULL,'2019-02-28',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999');
INSERT INTO "slot" VALUES(2,1,'first_run',1,NULL,0,'',NULL,0,1,'05:30:00.000000',1800,'2019-01-01',NULL,'FREQ=DAILY','[["2019-02-04","2019-02-10"]]','["2019-03-01"]','["2019-03-01T06:30:00"]',1,'2019-03-01',NULL,2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004');
INSERT INTO "slot" VALUES(3,2,'repeat',NULL,1,0,'',NULL,0,0,'05:30:00.000000',NULL,'2019-01-01','2019-12-31','',NULL,NULL,NULL,1,NULL,NULL,3,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004');
INSERT INTO "slot" VALUES(4,3,'relay',NULL,NULL,0,'Thời sự 6 giờ',1,0,0,'05:30:00.000000',1800,'2019-01-01',NULL,'FREQ=DAILY','[["2019-02-04","2019-02-10"]]','["2019-03-01"]','["2019-03-01T06:30:00"]',1,NULL,NULL,4,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004');
CREATE TABLE slot_duty (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	slot_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	role VARCHAR(20) NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, 
	CONSTRAINT ck_slot_duty_dutyrole CHECK (role IN ('editor', 'presenter', 'technician')), 
	CONSTRAINT fk_slot_duty_slot_id_slot FOREIGN KEY(slot_id) REFERENCES slot (id), 
	CONSTRAINT fk_slot_duty_person_id_person FOREIGN KEY(person_id) REFERENCES person (id)
);
INSERT INTO "slot_duty" VALUES(1,1,1,'editor',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999');
CREATE TABLE slot_outlet (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	slot_id INTEGER NOT NULL, 
	outlet_id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, 
	CONSTRAINT fk_slot_outlet_slot_id_slot FOREIGN KEY(slot_id) REFERENCES slot (id), 
	CONSTRAINT fk_slot_outlet_outlet_id_outlet FOREIGN KEY(outlet_id) REFERENCES outlet (id)
);
INSERT INTO "slot_outlet" VALUES(1,1,1,1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999');
CREATE TABLE "station" (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name VARCHAR(500) NOT NULL, 
	zone TEXT NOT NULL, 
	language TEXT, 
	period_rule VARCHAR(20) NOT NULL, 
	uid TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, keep_days INTEGER DEFAULT '365' NOT NULL, drop_folder TEXT, keep_backups INTEGER DEFAULT '7' NOT NULL, hours JSON, trash_days INTEGER DEFAULT '30' NOT NULL, weeks_ahead INTEGER DEFAULT '4' NOT NULL, parent_body VARCHAR(500) DEFAULT '' NOT NULL, paper_mark VARCHAR(500) DEFAULT '' NOT NULL, paper_place VARCHAR(500) DEFAULT '' NOT NULL, signer_office VARCHAR(500) DEFAULT '' NOT NULL, signer_name VARCHAR(500) DEFAULT '' NOT NULL, on_time_seconds INTEGER DEFAULT '60' NOT NULL, rounds_figures BOOLEAN DEFAULT 1 NOT NULL, 
	CONSTRAINT ck_station_periodrule CHECK (period_rule IN ('official', 'calendar'))
);
INSERT INTO "station" VALUES(1,'Đài phát thanh huyện Lương Tài','Asia/Ho_Chi_Minh','vi','official','5b0c1d52-0d2b-4d57-9c0e-1f6f4a3f2d10',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999',90,'/srv/Thả vào',5,'[["05:00", "22:00"]]',14,4,'UBND HUYỆN LƯƠNG TÀI','BC-ĐPT','Lương Tài','TRƯỞNG ĐÀI','Nguyễn Văn Bình',90,0);
CREATE TABLE station_indicator (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name VARCHAR(500) NOT NULL, 
	definition JSON NOT NULL, 
	position INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL
);
INSERT INTO "station_indicator" VALUES(1,'portal_articles','{"label": "Bài trên cổng", "unit": "bài", "measure": "entered"}',0,1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999');
CREATE TABLE "story" (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	title VARCHAR(500) NOT NULL, 
	folded VARCHAR(500) NOT NULL, 
	genre VARCHAR(20) NOT NULL, 
	source VARCHAR(20) NOT NULL, 
	planned_seconds INTEGER, 
	actual_seconds DOUBLE, 
	recording_id INTEGER, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, place VARCHAR(500) DEFAULT '' NOT NULL, 
	CONSTRAINT fk_story_recording_id_recording FOREIGN KEY(recording_id) REFERENCES recording (id), 
	CONSTRAINT ck_story_genre CHECK (genre IN ('brief', 'report', 'feature', 'interview', 'profile', 'commentary', 'other')), 
	CONSTRAINT ck_story_source CHECK (source IN ('own', 'contributor', 'taken'))
);
INSERT INTO "story" VALUES(1,'Gieo cấy vụ xuân ở Trừng Xá','gieo cay vu xuan o trung xa','brief','own',60,58.5,1,1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999','Trừng Xá');
INSERT INTO "story" VALUES(2,'Khai giảng năm học mới','khai giang nam hoc moi','interview','contributor',NULL,NULL,NULL,2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004','');
INSERT INTO "story" VALUES(3,'Tin khai thác','tin khai thac','other','taken',45,NULL,NULL,3,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004','');
CREATE TABLE story_topic (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	story_id INTEGER NOT NULL, 
	topic_id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, 
	CONSTRAINT fk_story_topic_story_id_story FOREIGN KEY(story_id) REFERENCES story (id), 
	CONSTRAINT fk_story_topic_topic_id_topic FOREIGN KEY(topic_id) REFERENCES topic (id)
);
INSERT INTO "story_topic" VALUES(1,1,1,1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999');
INSERT INTO "story_topic" VALUES(2,1,2,2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004');
CREATE TABLE target (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	indicator VARCHAR(500) NOT NULL, 
	year INTEGER NOT NULL, 
	month INTEGER NOT NULL, 
	value VARCHAR(40) NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL
);
INSERT INTO "target" VALUES(1,'stories',2019,0,'4500',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999');
INSERT INTO "target" VALUES(2,'stories',2019,3,'400.5',2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004');
CREATE TABLE topic (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name VARCHAR(500) NOT NULL, 
	folded VARCHAR(500) NOT NULL, 
	"key" VARCHAR(500) DEFAULT '' NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL
);
INSERT INTO "topic" VALUES(1,'Nông thôn mới','nong thon moi','nông thôn mới',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999');
INSERT INTO "topic" VALUES(2,'Phòng chống dịch','phong chong dich','phòng chống dịch',2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004');
CREATE TABLE "treatment" (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	recording_id INTEGER NOT NULL, 
	recipe JSON NOT NULL, 
	undone BOOLEAN NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, 
	CONSTRAINT fk_treatment_recording_id_recording FOREIGN KEY(recording_id) REFERENCES recording (id)
);
INSERT INTO "treatment" VALUES(1,1,'{"preset": null, "begin": 0.25, "end": null, "cuts": [[1.0, 2.5]], "gain_db": 1.5, "trim": null, "fade_in_seconds": null, "fade_out_seconds": 0.5, "high_pass_hz": null, "channels": "mix"}',1,1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999');
INSERT INTO "treatment" VALUES(2,1,'{"preset": "Ri\u00eang", "begin": 0.25, "end": null, "cuts": [], "gain_db": 1.5, "trim": null, "fade_in_seconds": null, "fade_out_seconds": 0.5, "high_pass_hz": null, "channels": "mix"}',0,2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004');
CREATE TABLE "upstream" (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name VARCHAR(500) NOT NULL, 
	folded VARCHAR(500) NOT NULL, 
	version INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, "key" VARCHAR(500) DEFAULT '' NOT NULL
);
INSERT INTO "upstream" VALUES(1,'Đài Tiếng nói Việt Nam','dai tieng noi viet nam',1,'2019-02-28 01:02:03.000004','2019-03-05 22:30:59.999999','đài tiếng nói việt nam');
INSERT INTO "upstream" VALUES(2,'Đài tỉnh','dai tinh',2,'2019-02-28 01:02:03.000004','2019-02-28 01:02:03.000004','đài tỉnh');
CREATE INDEX ix_audit_row_entry_id ON audit_row (entry_id);
CREATE INDEX ix_audit_row_row ON audit_row (table_name, row_id);
CREATE INDEX ix_person_folded ON person (folded);
CREATE INDEX ix_programme_folded ON programme (folded);
CREATE INDEX ix_recipient_folded ON recipient (folded);
CREATE INDEX ix_recording_folded ON recording (folded);
CREATE INDEX ix_recording_waiting ON recording (waiting);
CREATE INDEX ix_upstream_folded ON upstream (folded);
CREATE INDEX ix_clip_folded ON clip (folded);
CREATE INDEX ix_clip_recipient_id ON clip (recipient_id);
CREATE INDEX ix_clip_sent ON clip (sent);
CREATE INDEX ix_edition_programme_id ON edition (programme_id);
CREATE INDEX ix_relay_upstream_id ON relay (upstream_id);
CREATE INDEX ix_story_folded ON story (folded);
CREATE INDEX ix_story_recording_id ON story (recording_id);
CREATE INDEX ix_broadcast_edition_id ON broadcast (edition_id);
CREATE INDEX ix_broadcast_relay_id ON broadcast (relay_id);
CREATE INDEX ix_broadcast_starts ON broadcast (starts);
CREATE INDEX ix_line_edition_id ON line (edition_id);
CREATE INDEX ix_line_story_id ON line (story_id);
CREATE INDEX ix_line_recording_id ON line (recording_id);
CREATE INDEX ix_publication_edition_id ON publication (edition_id);
CREATE INDEX ix_publication_posted ON publication (posted);
CREATE INDEX ix_duty_broadcast_id ON duty (broadcast_id);
CREATE INDEX ix_duty_person_id ON duty (person_id);
CREATE INDEX ix_preset_folded ON preset (folded);
CREATE INDEX ix_treatment_recording_id ON treatment (recording_id);
CREATE UNIQUE INDEX ix_person_key ON person ("key");
CREATE UNIQUE INDEX ix_upstream_key ON upstream ("key");
CREATE UNIQUE INDEX ix_recipient_key ON recipient ("key");
CREATE UNIQUE INDEX ix_preset_key ON preset ("key");
CREATE UNIQUE INDEX uq_programme_key ON programme ("key") WHERE double_of IS NULL;
CREATE UNIQUE INDEX uq_line_position ON line (edition_id, position);
CREATE UNIQUE INDEX uq_broadcast_first_run ON broadcast (edition_id) WHERE kind = 'first_run';
CREATE UNIQUE INDEX uq_broadcast_relay ON broadcast (relay_id);
CREATE UNIQUE INDEX uq_publication_address ON publication (edition_id, address) WHERE NOT withdrawn;
CREATE UNIQUE INDEX uq_duty ON duty (broadcast_id, person_id, role);
CREATE INDEX ix_topic_folded ON topic (folded);
CREATE UNIQUE INDEX ix_topic_key ON topic ("key");
CREATE INDEX ix_story_topic_topic_id ON story_topic (topic_id);
CREATE UNIQUE INDEX uq_story_topic ON story_topic (story_id, topic_id);
CREATE INDEX ix_edition_recording_id ON edition (recording_id);
CREATE INDEX ix_earlier_name_station_id ON earlier_name (station_id);
CREATE INDEX ix_earlier_name_programme_id ON earlier_name (programme_id);
CREATE INDEX ix_earlier_name_person_id ON earlier_name (person_id);
CREATE INDEX ix_earlier_name_upstream_id ON earlier_name (upstream_id);
CREATE INDEX ix_earlier_name_recipient_id ON earlier_name (recipient_id);
CREATE INDEX ix_earlier_name_topic_id ON earlier_name (topic_id);
CREATE INDEX ix_earlier_name_key ON earlier_name ("key");
CREATE UNIQUE INDEX uq_person_role ON person_role (person_id, role);
CREATE INDEX ix_outlet_folded ON outlet (folded);
CREATE UNIQUE INDEX ix_outlet_key ON outlet ("key");
CREATE UNIQUE INDEX uq_series_name ON series (name);
CREATE INDEX ix_slot_series_id ON slot (series_id);
CREATE INDEX ix_slot_programme_id ON slot (programme_id);
CREATE INDEX ix_slot_repeats_id ON slot (repeats_id);
CREATE INDEX ix_slot_upstream_id ON slot (upstream_id);
CREATE UNIQUE INDEX uq_slot_newest ON slot (series_id) WHERE last IS NULL;
CREATE INDEX ix_slot_outlet_outlet_id ON slot_outlet (outlet_id);
CREATE INDEX ix_broadcast_outlet_outlet_id ON broadcast_outlet (outlet_id);
CREATE INDEX ix_slot_duty_person_id ON slot_duty (person_id);
CREATE UNIQUE INDEX uq_slot_outlet ON slot_outlet (slot_id, outlet_id);
CREATE UNIQUE INDEX uq_broadcast_outlet ON broadcast_outlet (broadcast_id, outlet_id);
CREATE UNIQUE INDEX uq_slot_duty ON slot_duty (slot_id, person_id, role);
CREATE INDEX ix_accepted_conflict_first_id ON accepted_conflict (first_id);
CREATE INDEX ix_accepted_conflict_second_id ON accepted_conflict (second_id);
CREATE INDEX ix_accepted_conflict_begins ON accepted_conflict (begins);
CREATE UNIQUE INDEX uq_broadcast_occurrence ON broadcast (slot_id, occurrence);
CREATE INDEX ix_programme_owner_id ON programme (owner_id);
CREATE INDEX ix_credit_clip_id ON credit (clip_id);
CREATE INDEX ix_credit_person_id ON credit (person_id);
CREATE INDEX ix_credit_story_id ON credit (story_id);
CREATE UNIQUE INDEX uq_credit_story ON credit (story_id, person_id, role);
CREATE UNIQUE INDEX uq_credit_clip ON credit (clip_id, person_id, role);
CREATE UNIQUE INDEX uq_edition_topic ON edition_topic (edition_id, topic_id);
CREATE INDEX ix_edition_topic_topic_id ON edition_topic (topic_id);
CREATE INDEX ix_delivery_recipient_id ON delivery (recipient_id);
CREATE INDEX ix_delivery_story_id ON delivery (story_id);
CREATE INDEX ix_delivery_edition_id ON delivery (edition_id);
CREATE INDEX ix_delivery_sent ON delivery (sent);
CREATE UNIQUE INDEX uq_station_indicator ON station_indicator (name);
CREATE UNIQUE INDEX uq_entered_figure ON entered_figure (indicator, first, last);
CREATE UNIQUE INDEX uq_target ON target (indicator, year, month);
CREATE INDEX ix_report_kind_folded ON report_kind (folded);
CREATE UNIQUE INDEX ix_report_kind_key ON report_kind ("key");
CREATE UNIQUE INDEX uq_closed_report ON closed_report (kind, first, last, number);
CREATE INDEX ix_closed_report_digest ON closed_report (digest);
CREATE UNIQUE INDEX uq_base_salary ON base_salary (since);
CREATE UNIQUE INDEX uq_royalty_rate ON royalty_rate (genre, role);
CREATE UNIQUE INDEX uq_royalty_norm ON royalty_norm (person_id, role, genre);
CREATE INDEX ix_royalty_norm_person_id ON royalty_norm (person_id);
CREATE UNIQUE INDEX uq_closed_royalties ON closed_royalties (month);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('audit_entry',4);
INSERT INTO "sqlite_sequence" VALUES('person',3);
INSERT INTO "sqlite_sequence" VALUES('programme',5);
INSERT INTO "sqlite_sequence" VALUES('recipient',2);
INSERT INTO "sqlite_sequence" VALUES('recording',3);
INSERT INTO "sqlite_sequence" VALUES('station',1);
INSERT INTO "sqlite_sequence" VALUES('upstream',2);
INSERT INTO "sqlite_sequence" VALUES('clip',2);
INSERT INTO "sqlite_sequence" VALUES('edition',3);
INSERT INTO "sqlite_sequence" VALUES('relay',2);
INSERT INTO "sqlite_sequence" VALUES('story',3);
INSERT INTO "sqlite_sequence" VALUES('broadcast',4);
INSERT INTO "sqlite_sequence" VALUES('line',4);
INSERT INTO "sqlite_sequence" VALUES('publication',2);
INSERT INTO "sqlite_sequence" VALUES('duty',3);
INSERT INTO "sqlite_sequence" VALUES('preset',2);
INSERT INTO "sqlite_sequence" VALUES('overview',1);
INSERT INTO "sqlite_sequence" VALUES('treatment',2);
INSERT INTO "sqlite_sequence" VALUES('credit',3);
INSERT INTO "sqlite_sequence" VALUES('topic',2);
INSERT INTO "sqlite_sequence" VALUES('story_topic',2);
INSERT INTO "sqlite_sequence" VALUES('earlier_name',6);
INSERT INTO "sqlite_sequence" VALUES('person_role',2);
INSERT INTO "sqlite_sequence" VALUES('outlet',1);
INSERT INTO "sqlite_sequence" VALUES('series',3);
INSERT INTO "sqlite_sequence" VALUES('slot',4);
INSERT INTO "sqlite_sequence" VALUES('slot_outlet',1);
INSERT INTO "sqlite_sequence" VALUES('slot_duty',1);
INSERT INTO "sqlite_sequence" VALUES('broadcast_outlet',1);
INSERT INTO "sqlite_sequence" VALUES('accepted_conflict',2);
INSERT INTO "sqlite_sequence" VALUES('edition_topic',1);
INSERT INTO "sqlite_sequence" VALUES('delivery',2);
INSERT INTO "sqlite_sequence" VALUES('station_indicator',1);
INSERT INTO "sqlite_sequence" VALUES('entered_figure',1);
INSERT INTO "sqlite_sequence" VALUES('target',2);
INSERT INTO "sqlite_sequence" VALUES('report_kind',2);
INSERT INTO "sqlite_sequence" VALUES('closed_report',1);
INSERT INTO "sqlite_sequence" VALUES('base_salary',2);
INSERT INTO "sqlite_sequence" VALUES('royalty_rate',2);
INSERT INTO "sqlite_sequence" VALUES('royalty_norm',1);
INSERT INTO "sqlite_sequence" VALUES('royalty_rules',1);
INSERT INTO "sqlite_sequence" VALUES('closed_royalties',1);
INSERT INTO "sqlite_sequence" VALUES('audit_row',2);
COMMIT;
