package import SyncModel
import Synchronization

/// Bytes that nobody may read in the store, by name: whoever keeps them seals them.
package protocol SecretVault: Sendable {
    /// The newest bytes under a name; `nil` where there are none.
    func open(_ name: String) async throws -> [UInt8]?

    /// Replaces them, durably before it returns.
    func keep(_ bytes: [UInt8], as name: String) async throws
}

/// Keeps them while the process runs.
package final class InMemoryVault: SecretVault {
    private let kept = Mutex<[String: [UInt8]]>([:])

    package init() {}

    package func open(_ name: String) async -> [UInt8]? { kept.withLock { $0[name] } }

    package func keep(_ bytes: [UInt8], as name: String) async { kept.withLock { $0[name] = bytes } }
}

/// Credentials that a CRM gives out sparingly, shared by all who need them and kept across restarts.
///
/// Of many in this process who want one renewed at the same time, one does it and all get what came of it. Processes find
/// what another has kept, but do not wait for each other: two that renew at the same moment ask twice.
package actor CredentialShelf {
    private let vault: any SecretVault
    private var held: [String: [UInt8]] = [:]
    private var flights: [String: Task<Result<[UInt8], DeliveryFault>, Never>] = [:]
    private nonisolated let counters = Mutex<[String: any Sendable]>([:])

    package init(vault: any SecretVault = InMemoryVault()) { self.vault = vault }

    /// What is kept under a name where it is good, else what `renew` gives, which is kept first.
    ///
    /// - Parameters:
    ///   - name: the same for all who share the credential, in this process and in others.
    ///   - isGood: whether kept bytes may still be used.
    ///   - renew: asks the CRM.
    /// - Returns: the bytes.
    /// - Throws: what `renew` throws, or a fault of the vault.
    package func credential(
        _ name: String,
        while isGood: @Sendable ([UInt8]) -> Bool,
        renew: @escaping @Sendable () async throws(DeliveryFault) -> [UInt8]
    ) async throws(DeliveryFault) -> [UInt8] {
        if let bytes = held[name], isGood(bytes) { return bytes }
        if let flight = flights[name] {
            let bytes = try await flight.value.get()
            if isGood(bytes) { return bytes }
        }
        // Another process may have renewed it.
        if let bytes = try await kept(name), isGood(bytes) {
            held[name] = bytes
            return bytes
        }
        // Or a task of this one, while the store was asked.
        if let bytes = held[name], isGood(bytes) { return bytes }
        if let flight = flights[name] { return try await flight.value.get() }
        // Not a child task: whoever started it may be cancelled while others wait for it.
        let vault = vault
        let flight = Task { () -> Result<[UInt8], DeliveryFault> in
            do throws(DeliveryFault) {
                let bytes = try await renew()
                try await Self.keep(bytes, as: name, in: vault)
                return .success(bytes)
            } catch {
                return .failure(error)
            }
        }
        flights[name] = flight
        let result = await flight.value
        flights[name] = nil
        let bytes = try result.get()
        held[name] = bytes
        return bytes
    }

    /// What all connectors of a process with the same credential use together, such as the count of calls under way: made by
    /// the first of them.
    package nonisolated func shared<Value: Sendable>(_ name: String, _ make: () -> Value) -> Value {
        counters.withLock { counters in
            if let value = counters[name] as? Value { return value }
            let value = make()
            counters[name] = value
            return value
        }
    }

    /// What is kept under a name, good or not.
    package func kept(_ name: String) async throws(DeliveryFault) -> [UInt8]? {
        do {
            return try await vault.open(name)
        } catch let fault as DeliveryFault {
            throw fault
        } catch {
            throw DeliveryFault(.unavailable, .retry, message: "the kept credential could not be read from the store")
        }
    }

    /// Replaces what is kept under a name.
    package func keep(_ bytes: [UInt8], as name: String) async throws(DeliveryFault) {
        try await Self.keep(bytes, as: name, in: vault)
        held[name] = bytes
    }

    private static func keep(
        _ bytes: [UInt8],
        as name: String,
        in vault: any SecretVault
    ) async throws(DeliveryFault) {
        do {
            try await vault.keep(bytes, as: name)
        } catch {
            throw DeliveryFault(.unavailable, .retry, message: "the new credential could not be kept in the store")
        }
    }
}
