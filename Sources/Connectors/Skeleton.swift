enum SkeletonConnectors {}
