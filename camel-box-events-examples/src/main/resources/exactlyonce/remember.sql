insert into counted_event (event_id) values (:#event_id) on conflict do nothing
