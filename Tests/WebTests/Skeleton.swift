import Testing

@Test func skeletonWeb() { #expect(Bool(true)) }
