insert into item_activity (item_id, events) values (:#item_id, 1)
on conflict (item_id) do update set events = item_activity.events + 1
