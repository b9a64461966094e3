enum SkeletonSyncEngine {}
