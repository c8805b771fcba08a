insert into user_event (user_id, event_id, member)
values (:#BoxUserId, :#CamelBoxEventsEventId, :#${env:POD_NAME})
