extension InMemoryStore {
    package func alerts() -> [Alert] { AlertBook(keptAlerts).sorted }

    package func keep(_ alerts: [Alert]) { keptAlerts = alerts }

    package func liveWaits(for destinations: [DestinationName]) -> [DestinationName: Instant] {
        var oldest: [DestinationName: Instant] = [:]
        for lane in lanes.values
        where (lane.state == .dirty || lane.state == .claimed) && lane.origin == .live
            && destinations.contains(lane.key.destination)
        {
            guard let since = lane.dirtySince else { continue }
            oldest[lane.key.destination] = min(oldest[lane.key.destination] ?? since, since)
        }
        return oldest
    }

    package func takeUp(mapping: String, of destination: DestinationName, now: Instant) -> Int {
        let former = seenMappings[destination]
        seenMappings[destination] = mapping
        guard let former, former != mapping else { return 0 }
        return DeliveryFault.Code.mendedByMapping.reduce(0) { count, code in
            count + release(FailureFilter(destination: destination, code: code), discard: false, limit: nil, now: now)
        }
    }

    package func guestPolicy(of destination: DestinationName) -> GuestPolicy? { seenGuests[destination] }

    package func note(guests policy: GuestPolicy, of destination: DestinationName, now: Instant) {
        seenGuests[destination] = policy
    }
}
