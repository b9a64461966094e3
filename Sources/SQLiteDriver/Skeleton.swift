enum SkeletonSQLiteDriver {}
