import SyncModel
import Synchronization

extension ObservedStore {
    func ask(_ notice: ComplianceNotice, of store: StoreName, now: Instant) async throws -> ComplianceRequest {
        try await told { try await inner.ask(notice, of: store, now: now) }
    }
    func request(_ id: ComplianceRequest.ID) async throws -> ComplianceRequest? { try await inner.request(id) }
    func requests(_ filter: ComplianceFilter, limit: Int) async throws -> [ComplianceRequest] {
        try await inner.requests(filter, limit: limit)
    }
    func take(
        _ step: ComplianceStep,
        of request: ComplianceRequest.ID,
        now: Instant
    ) async throws -> ComplianceRequest? {
        try await told { try await inner.take(step, of: request, now: now) }
    }
    func erase(_ erasure: Erasure) async throws -> ErasureReport {
        erasedKeys.withLock { $0 += erasure.keys }
        return try await told { try await inner.erase(erasure) }
    }
    func eraseShop(_ request: ComplianceRequest.ID) async throws {
        try await told { try await inner.eraseShop(request) }
    }
    func ordersToErase(for request: ComplianceRequest.ID, limit: Int) async throws -> [RecordKey] {
        try await inner.ordersToErase(for: request, limit: limit)
    }
    func ids(_ kind: RecordKind, of store: StoreName, after id: Int64, limit: Int) async throws -> [Int64] {
        try await inner.ids(kind, of: store, after: id, limit: limit)
    }
    func openErasures(of request: ComplianceRequest.ID, limit: Int) async throws -> [RecordKey] {
        try await inner.openErasures(of: request, limit: limit)
    }
    func eraseReceipts(_ search: ReceiptSearch) async throws -> ReceiptErasure {
        try await told { try await inner.eraseReceipts(search) }
    }
    func count(_ counts: ErasureCounts, of request: ComplianceRequest.ID) async throws {
        try await told { try await inner.count(counts, of: request) }
    }
    func crmErasures(of destination: DestinationName, now: Instant, limit: Int) async throws -> [CRMErasure] {
        try await told { try await inner.crmErasures(of: destination, now: now, limit: limit) }
    }
    func crmErasures(of request: ComplianceRequest.ID, limit: Int) async throws -> [CRMErasure] {
        try await inner.crmErasures(of: request, limit: limit)
    }
    func save(_ erasures: [CRMErasure]) async throws { try await told { try await inner.save(erasures) } }
    func erased(among keys: [RecordKey]) async throws -> ErasedRecords { try await inner.erased(among: keys) }
    func erasedRecords(of store: StoreName, after last: RecordKey?, limit: Int) async throws -> [RecordKey] {
        try await inner.erasedRecords(of: store, after: last, limit: limit)
    }
    func bodies(_ search: ReceiptSearch) async throws -> (found: [ReceiptBody], next: Int64?) {
        try await inner.bodies(search)
    }

    func bodies(of key: RecordKey, after number: Int64, limit: Int) async throws -> [ReceiptBody] {
        try await inner.bodies(of: key, after: number, limit: limit)
    }
    func unknownBuyers(of store: StoreName, after id: Int64, limit: Int) async throws -> [Int64] {
        try await inner.unknownBuyers(of: store, after: id, limit: limit)
    }

    func orders(ofCustomer key: RecordKey, after id: Int64, limit: Int) async throws -> [RecordKey] {
        try await inner.orders(ofCustomer: key, after: id, limit: limit)
    }
    func customers(of store: StoreName, foldedEmail: String, limit: Int) async throws -> [RecordKey] {
        try await inner.customers(of: store, foldedEmail: foldedEmail, limit: limit)
    }
    func scrub() async throws -> Bool { try await told { try await inner.scrub() } }
}
