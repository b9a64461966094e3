extension InMemoryStore {
    package func keepLargeBody(_ name: String, _ bytes: [UInt8], now: Instant) {
        largeBodies[name] = (bytes, now)
    }

    package func largeBody(_ name: String) -> [UInt8]? { largeBodies[name]?.bytes }

    package func removeLargeBodies(_ names: [String]) {
        for name in names { largeBodies[name] = nil }
    }

    package func removeLargeBodies(keptBefore time: Instant) -> Int {
        let old = largeBodies.filter { $0.value.keptAt < time }
        for name in old.keys { largeBodies[name] = nil }
        return old.count
    }
}
