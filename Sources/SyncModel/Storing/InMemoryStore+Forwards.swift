extension InMemoryStore {
    struct WaitingForward {
        var number: Int64
        var receipt: ReceiptID
    }

    package func waitingForward(after number: Int64, limit: Int) -> ForwardPage {
        var page = ForwardPage()
        for waiting in forwards.filter({ $0.number > number }).prefix(limit) {
            let kept = receipts.first {
                $0.receipt.store == waiting.receipt.store && $0.receipt.webhookID == waiting.receipt.webhookID
            }
            if let kept {
                page.deliveries.append(
                    StoredReceipt(number: waiting.number, receipt: kept.receipt, state: kept.state)
                )
            } else {
                page.gone.append(waiting.number)
            }
        }
        return page
    }

    package func settleForward(_ numbers: [Int64]) {
        forwards.removeAll { numbers.contains($0.number) }
    }

    package func forwardBacklog() -> Int { forwards.count }

    /// Notes deliveries that were not there before.
    func noteForwards(_ fresh: [DecodedReceipt], _ routing: RoutingTable) {
        for decoded in fresh where routing.forwarded.contains(decoded.receipt.store) {
            lastForward += 1
            let id = ReceiptID(store: decoded.receipt.store, webhookID: decoded.receipt.webhookID)
            forwards.append(WaitingForward(number: lastForward, receipt: id))
        }
    }
}
