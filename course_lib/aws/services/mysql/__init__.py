"""A MySQL database, as Amazon RDS runs it, simulated: locks, isolation, deadlocks and broken connections as InnoDB has
them, with SQLite holding the rows in memory.

    engine = cloud.engine(who="ana")      # SQLAlchemy, as create_engine("mysql+pymysql://…") gives it

`messages` is what travels, `driver` and `engine` the caller's side. `database` answers: it knows sessions, turns and
faults; `innodb` keeps the rows (`statements` reads SQL, `locks` says who waits, `guard` bounds SQLite), and `mariadb`
takes its place where a real server is given in COURSE_MARIADB_URL.
"""
