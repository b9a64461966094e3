import Testing

@Test func skeletonSyncEngine() { #expect(Bool(true)) }
