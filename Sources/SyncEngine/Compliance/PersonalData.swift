import FoundationEssentials
import SyncModel

/// Writes down everything that is held of a person, as one JSON document, in pieces: nothing but a page of it is ever
/// in memory.
struct PersonalData: Sendable {
    let run: ComplianceRun
    let request: ComplianceRequest

    private static let page = 100

    /// How far the notes of a record go back; no lane keeps more.
    private static let notes = Int(Lane.keptNotes)

    private struct Head: Encodable {
        var store: String
        var customerID: String?
        var request: String
        var asked: String
        var written: String
    }

    private struct Body: Encodable {
        var receivedAt: String
        var topic: String
        var webhookID: String
        var body: String

        init(_ body: ReceiptBody) {
            receivedAt = Timestamp(body.receivedAt).utcMilliseconds
            topic = body.topic
            webhookID = body.webhookID
            self.body = String(decoding: body.body, as: UTF8.self)
        }
    }

    private struct Delivery: Encodable {
        var destination: String
        var state: String
        var link: Link?
        var deliveries: [DeliveryNote]
    }

    private struct Held: Encodable {
        var destination: String
        var crmID: String
        var values: [String: String]
    }

    /// - Returns: the rows that belong to the person, or may, and cannot be read; the document names them, too.
    func write(_ out: (String) throws -> Void) async throws -> UnreadRows {
        var unread = UnreadRows()
        let id = request.notice.customerID
        let key = RecordKey(store: request.store, kind: .customer, id: id ?? 0)
        let head = Head(
            store: request.store.rawValue,
            customerID: id.map(ExternalID.text),
            request: "\(request.id)",
            asked: Timestamp(request.askedAt).utcMilliseconds,
            written: Timestamp(run.clock.now).utcMilliseconds
        )
        try out("{\n\"about\": \(try json(head)),\n\"customer\": ")
        try await writeRecord(key, &unread, out)
        // Whoever became this person by a merger in Shopify was the same person, and so is a guest with the address.
        var former = try await run.store.predecessors(of: key)
        former += try await run.guests(of: request).filter { $0 != key && !former.contains($0) }
        var separator = "\n"
        try out(",\n\"merged\": [")
        for key in former {
            try out(separator)
            try await writeRecord(key, &unread, out)
            separator = ",\n"
        }
        try out("\n],\n\"orders\": [")
        separator = "\n"
        try await eachOrder(of: [key] + former) { order in
            try out(separator)
            try await writeRecord(order, &unread, out)
            separator = ",\n"
        }
        try out("\n],\n\"crm\": [")
        separator = "\n"
        for (name, destination) in run.route.destinations.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            for held in try await held(by: destination, name, [key] + former) {
                try out(separator + json(held))
                separator = ",\n"
            }
        }
        try out("\n],\n\"other_deliveries\": [")
        let texts = try await texts(key, &unread)
        separator = "\n"
        try await eachUnkeyed(holding: texts) { body in
            if let row = body.unread { return unread.add(row) }
            try out(separator + json(Body(body)))
            separator = ",\n"
        }
        // Nobody can tell what of these is theirs: they hold what was received of many.
        let damaged = try run.route.inbox.damaged(holding: texts).map(\.fileName)
        try out("\n],\n\"damaged_files\": \(try json(damaged)),\n\"unreadable\": \(try json(unread))\n}\n")
        return unread
    }

    /// By what the person is found where no record's id says it.
    private func texts(_ key: RecordKey, _ unread: inout UnreadRows) async throws -> [String] {
        guard let id = request.notice.customerID else { return [] }
        let record = try await story(key, limit: 1, &unread)?.record
        let known = [request.notice.email, request.notice.phone, record?.record.foldedEmail, record?.phone]
        return [String(id)] + known.compactMap { $0?.lowercased() }.filter { $0.count > 4 }
    }

    /// Goes through deliveries that belong to no record: ignored ones, undecodable ones and tests.
    private func eachUnkeyed(holding texts: [String], _ body: (ReceiptBody) throws -> Void) async throws {
        guard !texts.isEmpty else { return }
        for state in PersonErasure.unkeyed {
            var search = ReceiptSearch(request: request.id, state: state, texts: texts)
            while true {
                let page = try await run.store.bodies(search)
                for found in page.found { try body(found) }
                guard let next = page.next else { break }
                search.after = next
            }
        }
    }

    /// Goes through the orders that are theirs by our books, and those that Shopify named beyond them.
    private func eachOrder(of keys: [RecordKey], _ body: (RecordKey) async throws -> Void) async throws {
        var named = Set(request.notice.orderIDs)
        for key in keys {
            var last: Int64 = 0
            while true {
                let page = try await run.store.orders(ofCustomer: key, after: last, limit: Self.page)
                for order in page {
                    try await body(order)
                    named.remove(order.id)
                    last = order.id
                }
                if page.count < Self.page { break }
            }
        }
        for id in named.sorted() { try await body(RecordKey(store: request.store, kind: .order, id: id)) }
    }

    private func writeRecord(_ key: RecordKey, _ unread: inout UnreadRows, _ out: (String) throws -> Void) async throws
    {
        let closed = unread.count
        let story = try await story(key, limit: Self.notes, &unread)
        guard story != nil || unread.count > closed else { return try out("null") }
        try out("{\n\"id\": \"\(key.externalID)\",\n\"record\": ")
        switch story?.record.record {
        case .customer(let customer): try out(json(customer))
        case .order(let order): try out(json(order))
        case nil: try out("null")
        }
        let lanes = (story?.lanes ?? []).map { entry in
            Delivery(
                destination: entry.destination.rawValue,
                state: entry.state.rawValue,
                link: entry.link,
                deliveries: entry.deliveries
            )
        }
        try out(",\n\"deliveries\": \(try json(lanes)),\n\"webhooks\": [")
        var last: Int64 = 0
        var separator = "\n"
        while true {
            let bodies = try await run.store.bodies(of: key, after: last, limit: Self.page)
            for body in bodies {
                last = body.number
                if let row = body.unread {
                    unread.add(row)
                    continue
                }
                try out(separator + json(Body(body)))
                separator = ",\n"
            }
            if bodies.count < Self.page { break }
        }
        try out("\n]\n}")
    }

    /// What there is to read of a record; `nil` where it is unknown, or cannot be read itself, which is noted.
    private func story(_ key: RecordKey, limit: Int, _ unread: inout UnreadRows) async throws -> RecordStory? {
        do {
            let story = try await run.store.story(of: key, limit: limit)
            story?.unread.forEach { unread.add($0) }
            return story
        } catch let row as UnreadRow {
            unread.add(row)
            return nil
        }
    }

    /// What a CRM holds of the person in the fields that we write.
    private func held(
        by destination: ComplianceRoute.Destination,
        _ name: DestinationName,
        _ people: [RecordKey]
    ) async throws -> [Held] {
        guard let connector = destination.connector else { return [] }
        var linked: Set<String> = []
        for key in people {
            if let link = try await run.store.link(LaneKey(destination: name, record: key))?.living {
                linked.insert(link.crmID)
            }
        }
        var held: [Held] = []
        do throws(DeliveryFault) {
            for start in stride(from: 0, to: people.count, by: Self.page) {
                let part = people[start..<min(start + Self.page, people.count)].map(\.externalID)
                linked.formUnion(try await connector.find(externalIDs: part, kind: .customer).values.map(\.crmID))
            }
            let ids = linked.sorted()
            for start in stride(from: 0, to: ids.count, by: Self.page) {
                let part = Array(ids[start..<min(start + Self.page, ids.count)])
                held += try await connector.read(part, kind: .customer, fields: destination.fields)
                    .map { Held(destination: name.rawValue, crmID: $0.crmID, values: $0.values) }
            }
            return held
        } catch {
            throw ComplianceRun.Waiting(words: "\(name) cannot be read (\(error.code))")
        }
    }

    private func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
