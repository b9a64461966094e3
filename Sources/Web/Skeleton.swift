enum SkeletonWeb {}
