-- What rooms know of each other.

-- The covenant of a drive, where the drive stands among the year's movements.
alter table covenant add column drive_id @text references movement (id); -- null: none, or by its title only
create unique index covenant_drive on covenant (cluster_id, year, drive_id) where drive_id is not null;
