import SyncModel

/// Reads a small slice of Shopify's records by pages.
struct AuditPages: Sendable {
    let run: JobRun
    let sink: AuditSink

    /// - Throws: ``ReadFault`` for what Shopify refuses.
    func perform(_ slice: inout JobSlice) async throws {
        slice.state = .running
        var cursor: PageCursor?
        try await restart(&slice)
        while true {
            let page: RecordPage
            do {
                page = try await run.page(slice.kind, in: slice.window, after: cursor)
            } catch let fault as ReadFault where fault.code == .invalidCursor && cursor != nil {
                cursor = nil
                try await restart(&slice)
                continue
            }
            slice.read += Int64(page.records.count)
            try await sink.take(page.records, of: slice)
            await sink.take(unreadable: page.unreadable, of: slice)
            guard let next = page.next else { break }
            cursor = next
        }
        try await sink.end(&slice)
    }

    private func restart(_ slice: inout JobSlice) async throws {
        let dropped = slice.restart()
        try await run.store(run.checkpoint(slice) { $0.progress.read = -dropped })
        await sink.begin()
    }
}
