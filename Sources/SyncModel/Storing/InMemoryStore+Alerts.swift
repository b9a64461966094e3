extension InMemoryStore {
    package func alerts() -> [Alert] { AlertBook(keptAlerts).sorted }

    package func keep(_ alerts: [Alert]) { keptAlerts = alerts }

    package func takeUp(mapping: String, of destination: DestinationName, now: Instant) -> Int {
        let former = seenMappings[destination]
        seenMappings[destination] = mapping
        guard let former, former != mapping else { return 0 }
        return DeliveryFault.Code.mendedByMapping.reduce(0) { count, code in
            count + release(FailureFilter(destination: destination, code: code), discard: false, limit: nil, now: now)
        }
    }
}
