enum SkeletonSQLStore {}
