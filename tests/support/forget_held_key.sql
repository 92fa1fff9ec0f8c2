-- What a build leaves that died while it put rows in place: held tables without the key that says what they are.
delete from held.main.held_key;
delete from held.main.int_tickets__seen;
