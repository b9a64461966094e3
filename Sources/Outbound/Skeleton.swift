enum SkeletonOutbound {}
