insert into box_event (event_id, event_type, created_at, user_login, item_id, item_name, event)
values (:#event_id, :#event_type, :#created_at, :#user_login, :#item_id, :#item_name, :#event)
on conflict do nothing
