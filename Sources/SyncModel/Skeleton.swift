enum SkeletonSyncModel {}
