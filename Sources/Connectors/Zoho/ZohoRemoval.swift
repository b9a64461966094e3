import Outbound
import SyncModel

/// Takes records out of Zoho: first into the bin, then, where asked, out of that too.
struct ZohoRemoval: Sendable {
    let client: ZohoClient

    /// Returns whether it was there.
    func remove(_ removal: CRMRemoval) async throws(DeliveryFault) -> Bool {
        do throws(ZohoRefusal) {
            let module = client.settings.module(removal.kind)
            let wasThere = try await bin(removal.crmID, module)
            guard removal.isForGood else { return wasThere }
            // Also where it was not found: one that a person has deleted lies in the bin for 60 days.
            return try await empty(removal.crmID, module) || wasThere
        } catch {
            throw error.fault
        }
    }

    private func bin(_ id: String, _ module: ZohoModule) async throws(ZohoRefusal) -> Bool {
        let call = ZohoClient.Call(method: .delete, path: "/\(module.name)/\(id)", kind: module.kind, isWrite: true)
        let answer: ZohoJSON?
        do throws(ZohoRefusal) {
            answer = try await client.answer(call)
        } catch {
            if error.status == 404 || error.item.map(Self.isGone) == true { return false }
            throw error
        }
        guard let item = ZohoItem.all(in: answer ?? .null).first ?? nil else { return true }
        if item.isSuccess { return true }
        if Self.isGone(item) { return false }
        throw Self.refusal(item, module)
    }

    /// Returns whether it was in the bin.
    private func empty(_ id: String, _ module: ZohoModule) async throws(ZohoRefusal) -> Bool {
        let call = ZohoClient.Call(
            method: .delete,
            path: "/settings/recycle_bin/\(id)",
            kind: module.kind
        )
        do throws(ZohoRefusal) {
            let answer = try await client.answer(call)
            guard let item = ZohoItem.all(in: answer ?? .null, under: "recycle_bin").first ?? nil else { return true }
            if item.isSuccess { return true }
            if Self.isGone(item) { return false }
            throw Self.refusal(item, module)
        } catch {
            if error.status == 404 || error.item.map(Self.isGone) == true { return false }
            throw error
        }
    }

    private static func isGone(_ item: ZohoItem) -> Bool {
        switch item.code {
        case "RECORD_NOT_FOUND": true
        // Of a deletion's parts only the id can be wrong, and the answer may name nothing.
        case "INVALID_DATA": item.isOfOwnID || item.field == nil || item.details["id"] != nil
        // Such as CANNOT_DELETE: it is there, and must stay.
        default: false
        }
    }

    private static func refusal(_ item: ZohoItem, _ module: ZohoModule) -> ZohoRefusal {
        guard case .fault(let fault) = ZohoVerdict(item, module: module, idField: module.idField) else {
            return ZohoRefusal(fault: DeliveryFault(.refused, .park, message: item.words), item: item)
        }
        return ZohoRefusal(fault: fault, item: item)
    }
}
