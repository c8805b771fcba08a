create table if not exists counted_event (event_id varchar(100) unique);
create table if not exists item_activity (item_id varchar(100) primary key, events int not null);
