import Outbound
import SyncModel

/// An association between two records, by HubSpot's ids.
struct HubSpotPair: Sendable, Hashable {
    var from: String
    var to: String
}

/// Associates and separates records in bulk; tells of each pair that failed, and of nothing else.
struct HubSpotAssociations: Sendable {
    let client: HubSpotClient
    let from: HubSpotObject
    let to: HubSpotObject
    var origin = Origin.live

    /// Associates without a label; safe to repeat.
    func associate(_ pairs: [HubSpotPair]) async -> [HubSpotPair: DeliveryFault] {
        await each(pairs, limit: HubSpotChunks.associationLimit) { chunk throws(HubSpotRefusal) in
            let inputs = chunk.map { End(from: HubSpotID(id: $0.from), to: HubSpotID(id: $0.to)) }
            let answer = try await client.answer(
                call("batch/associate/default", HubSpotInputs(inputs: inputs), count: chunk.count),
                as: Answer.self
            )
            let made = Set(
                (answer.results ?? []).flatMap {
                    // The answer may tell an association from either end.
                    [HubSpotPair(from: $0.from.id, to: $0.to.id), HubSpotPair(from: $0.to.id, to: $0.from.id)]
                }
            )
            return try await unconfirmed(chunk.filter { !made.contains($0) }, errors: answer.errors ?? [])
        }
    }

    /// Takes associations away; one that is not there is no failure.
    func separate(_ pairs: [HubSpotPair]) async -> [HubSpotPair: DeliveryFault] {
        let failures = await each(pairs, limit: HubSpotChunks.associationLimit) { chunk throws(HubSpotRefusal) in
            let inputs = Dictionary(grouping: chunk, by: \.from).sorted { $0.key < $1.key }.map { from, pairs in
                Ends(from: HubSpotID(id: from), to: pairs.map { HubSpotID(id: $0.to) })
            }
            _ = try await client.send(call("batch/archive", HubSpotInputs(inputs: inputs), count: chunk.count))
            return [:]
        }
        return failures.filter { $0.value.disposition != .park && $0.value.code != .gone }
    }

    /// What these records are associated with, by their ids.
    func ends(of ids: [String]) async throws(HubSpotRefusal) -> [HubSpotPair] {
        var pairs: [HubSpotPair] = []
        var queue = HubSpotChunks.split(ids.map { Page(id: $0) }, by: 1_000)
        while !queue.isEmpty {
            let chunk = queue.removeFirst()
            let read = try await client.answer(
                call("batch/read", HubSpotInputs(inputs: chunk), count: chunk.count),
                as: ReadAnswer.self
            )
            var further: [Page] = []
            for result in read.results ?? [] {
                pairs += result.to.map { HubSpotPair(from: result.from.id, to: $0.id) }
                guard let after = result.paging?.next?.after, !result.to.isEmpty else { continue }
                let next = Page(id: result.from.id, after: after)
                // The same place once more would never end.
                if !chunk.contains(next) { further.append(next) }
            }
            if !further.isEmpty { queue.append(further) }
        }
        return pairs
    }

    /// Pairs that an answer did not confirm, looked up: its errors name no pair reliably.
    private func unconfirmed(
        _ pairs: [HubSpotPair],
        errors: [HubSpotError]
    ) async throws(HubSpotRefusal) -> [HubSpotPair: DeliveryFault] {
        guard !pairs.isEmpty else { return [:] }
        let there = Set(try await ends(of: Set(pairs.map(\.from)).sorted()))
        var failures: [HubSpotPair: DeliveryFault] = [:]
        for pair in pairs where !there.contains(pair) {
            failures[pair] = fault(of: pair, errors)
        }
        return failures
    }

    private func fault(of pair: HubSpotPair, _ errors: [HubSpotError]) -> DeliveryFault {
        func mentions(_ error: HubSpotError, _ id: String) -> Bool {
            error.context?.values.values.contains { $0.contains(id) } == true || error.message?.contains(id) == true
        }
        let error = errors.first { mentions($0, pair.to) } ?? errors.first { mentions($0, pair.from) } ?? errors.first
        let isGone = error?.category == "OBJECT_NOT_FOUND" || error?.message?.contains("not a valid ID") == true
        return DeliveryFault(
            isGone ? .gone : .refused,
            .retry,
            message: "the association to \(to.singular) \(pair.to) was not made: "
                + (error.map(HubSpotFaults.words) ?? "HubSpot's answer did not mention it"),
            correlationID: error?.correlationId,
            mayBeWritten: true
        )
    }

    /// Makes calls for chunks, and for halves of those refused as a whole.
    private func each(
        _ pairs: [HubSpotPair],
        limit: Int,
        _ body: ([HubSpotPair]) async throws(HubSpotRefusal) -> [HubSpotPair: DeliveryFault]
    ) async -> [HubSpotPair: DeliveryFault] {
        var seen: Set<HubSpotPair> = []
        var queue = HubSpotChunks.split(pairs.filter { seen.insert($0).inserted }, by: limit)
        var halvings = 30 + 10 * queue.count
        var failures: [HubSpotPair: DeliveryFault] = [:]
        var stop: DeliveryFault?
        while !queue.isEmpty {
            let chunk = queue.removeFirst()
            if let stop {
                for pair in chunk { failures[pair] = stop }
                continue
            }
            do {
                failures.merge(try await body(chunk)) { _, new in new }
            } catch {
                if error.isDivisible, chunk.count > 1, halvings > 0 {
                    halvings -= 1
                    queue.insert(contentsOf: HubSpotChunks.halves(chunk), at: 0)
                    continue
                }
                var fault = error.fault
                // The records themselves are written already, whatever became of their association.
                fault.mayBeWritten = true
                if fault.disposition == .bisect || fault.code == .gone { fault.disposition = .retry }
                for pair in chunk { failures[pair] = fault }
                if error.fault.concernsEveryCall { stop = fault }
            }
        }
        return failures
    }

    private func call(
        _ action: String,
        _ body: some Encodable & Sendable,
        count: Int
    ) throws(HubSpotRefusal) -> HubSpotClient.Call {
        HubSpotClient.Call(
            method: .post,
            path: client.associations(from, to, action),
            body: try client.encode(body),
            bucket: "associations",
            origin: origin,
            kind: from.kind,
            count: count,
            isWrite: action != "batch/read"
        )
    }

    private struct End: Codable, Sendable {
        var from: HubSpotID
        var to: HubSpotID
    }

    private struct Ends: Encodable, Sendable {
        var from: HubSpotID
        var to: [HubSpotID]
    }

    /// A record whose associations are read, from a place in their list on.
    private struct Page: Encodable, Sendable, Hashable {
        var id: String
        var after: String?
    }

    private struct Answer: Decodable, Sendable {
        var results: [End]?
        var errors: [HubSpotError]?
    }

    private struct ReadAnswer: Decodable, Sendable {
        struct Result: Decodable, Sendable {
            /// The id is text by HubSpot's description; a number is taken as well, as other ids of its come.
            struct To: Decodable, Sendable {
                private enum CodingKeys: String, CodingKey { case toObjectId }

                var id: String

                init(from decoder: any Decoder) throws {
                    let members = try decoder.container(keyedBy: CodingKeys.self)
                    if let number = try? members.decode(Int64.self, forKey: .toObjectId) {
                        id = String(number)
                    } else {
                        id = try members.decode(String.self, forKey: .toObjectId)
                    }
                }
            }

            /// There while more is to be read.
            struct Paging: Decodable, Sendable {
                struct Next: Decodable, Sendable { var after: String? }

                var next: Next?
            }

            var from: HubSpotID
            var to: [To]
            var paging: Paging?
        }
        var results: [Result]?
    }
}
