import Testing

@Test func skeletonSyncModel() { #expect(Bool(true)) }
