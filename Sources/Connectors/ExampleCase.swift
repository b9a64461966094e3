/// The test case of a shipped mapping that `init` writes beside it, to begin with: the same order for every CRM.
struct ExampleCase {
    /// One of them, such as `deal`.
    var object: String
    /// What is to come of the order, a line of YAML each.
    var expected: [String]

    var text: String { head + Self.payload + expected.map { "  \($0)\n" }.joined() }

    private var head: String {
        """
        # A case of `sluice mapping test`: what Shopify sends, and what the mapping is to make of it. Add your own beside it,
        # one file NAME.case.yaml for each. docs/mapping.md says what may stand here.
        name: A paid order becomes \("aeiou".contains(object.first ?? "x") ? "an" : "a") \(object) that is won
        # The object of the mapping that it is for: with another one (the destination's `objects`) it does not fit.
        object: \(object)

        """
    }

    private static let payload = """

        # A webhook's body, written out as here or as a file: payload: order.json
        payload:
          id: 820982911946154508
          name: "#1001"
          order_number: 1001
          email: bob@example.com
          currency: EUR
          total_price: "219.65"
          current_total_price: "199.65"
          current_total_tax: "31.88"
          financial_status: paid
          fulfillment_status: null
          source_name: web
          created_at: "2026-05-11T11:06:59-04:00"
          processed_at: "2026-05-11T23:06:59-04:00"
          updated_at: "2026-05-12T09:00:00-04:00"
          cancelled_at: null
          cancel_reason: null
          discount_codes: [{ code: SPRING10, amount: "20.00", type: fixed_amount }]
          line_items:
            - { id: 866550311766439020, title: Mug, sku: MUG-1, quantity: 2, current_quantity: 2, price: "104.83" }

        # A field's value as text, number or list; `absent` for one that is not sent, `cleared` for one that is emptied.
        expect:

        """
}
