create table if not exists user_event (user_id varchar(100) not null, event_id varchar(100) not null, member varchar(100) not null);
