import Outbound
import SyncModel

/// Downloads a result file and puts its records together.
struct BulkResults {
    /// Hundreds of times the longest line that was ever seen.
    static let longestLine = 8 * 1024 * 1024
    /// Files of many gigabytes over slow lines.
    static let deadline = Duration.seconds(6 * 3_600)
    private static let storage = AdminSettings.bulkStorageHost

    let settings: AdminSettings
    let transport: any OutboundTransport
    let folder: String
    var partBytes = BulkPartitions.partBytes

    /// - Returns: all lines, by record; only once all of them are known to be JSON and to have their parents.
    func download(_ operation: BulkOperation, from url: Secret) async throws(ReadFault) -> BulkPartitions {
        let address = url.reveal()
        try check(address)
        // A file whose size is not told is taken for a large one.
        let size = operation.fileSize ?? operation.objectCount * 1_000
        var partitions = BulkPartitions(bytes: size, folder: folder, partBytes: partBytes)
        var census = BulkCensus()
        let response: OutboundResponse
        do {
            // Never with the token: the address is signed and is its own permission.
            let request = OutboundRequest(
                system: "shopify",
                url: address,
                headers: [("Accept", "*/*")],
                deadline: Self.deadline,
                maximumResponseBytes: 1024 * 1024
            )
            response = try await transport.readLines(of: request, maximumLineBytes: Self.longestLine) { bytes in
                let line = try BulkLine(bytes)
                guard JSONShape.isObject(bytes) else { throw Self.broken("a line is not JSON, or was cut short") }
                try partitions.add(bytes, of: line.record)
                census.count(line)
            }
        } catch let fault as ReadFault {
            throw fault
        } catch let failure as OutboundFailure {
            throw Self.fault(failure)
        } catch {
            throw ReadFault(.stopped, .retry, message: "stopped while a bulk result was read")
        }
        guard response.status == 200 else { throw Self.fault(response) }
        // A file that was cut at the end of a line looks whole.
        guard census.lines == operation.objectCount, census.roots == operation.rootCount else {
            throw Self.broken(
                "it has \(census.lines) lines of \(census.roots) records, and \(operation.objectCount) of \(operation.rootCount) "
                    + "were announced"
            )
        }
        guard !census.hasOrphans else { throw Self.broken("a line's parent is not in the file") }
        return partitions
    }

    /// Only where Shopify keeps results, and what is configured; HTTPS, except on loopback.
    private func check(_ url: String) throws(ReadFault) {
        let own = OutboundClient.allowedHosts(forBaseURLs: [settings.baseURL])
        do throws(OutboundFailure) {
            try HostRules(allowedHosts: own.union(settings.bulkHosts).union([Self.storage])).check(url)
        } catch {
            throw ReadFault(
                .bulkResult,
                .refuse,
                message:
                    "the result lies where Sluice does not read: \(error). Add the host to bulk_hosts if it is right"
            )
        }
    }

    /// A file that is not what was announced; read again, it may be.
    static func broken(_ reason: String) -> ReadFault {
        ReadFault(.bulkResult, .retry, message: "the bulk result is broken: \(reason)")
    }

    private static func fault(_ failure: OutboundFailure) -> ReadFault {
        if case .tooLarge = failure { return broken("a line is longer than \(longestLine) bytes") }
        return AdminFaults.fault(failure)
    }

    private static func fault(_ response: OutboundResponse) -> ReadFault {
        switch response.status {
        case 400, 401, 403, 404, 410:
            ReadFault(
                .bulkFailed,
                .refuse,
                message: "the result is no longer there (\(response.status)): start the slice again"
            )
        case 429: ReadFault(.throttled, .wait(response.retryAfter ?? .seconds(5)), message: "the storage answered 429")
        case 500...: ReadFault(.unavailable, .retry, message: "the storage answered \(response.status)")
        default: ReadFault(.bulkResult, .refuse, message: "the storage answered \(response.status)")
        }
    }
}
