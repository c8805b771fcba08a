create table if not exists box_event (
  event_id varchar(100) unique,
  event_type varchar(100),
  created_at timestamp with time zone,
  user_login varchar(320),
  item_id varchar(100),
  item_name varchar(1000),
  event text not null
);
