enum SkeletonCommands {}
