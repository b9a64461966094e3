import Testing

@Test func skeletonConnectors() { #expect(Bool(true)) }
