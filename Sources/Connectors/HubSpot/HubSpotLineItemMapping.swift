/// The part of an order's section that makes a HubSpot line item of each line.
enum HubSpotLineItemMapping {
    static let text = """

          # Each line of the order as a line item. HubSpot takes the discount of one piece.
          lines:
            object: line_item
            external_id: shopify_line_item_id
            fields:
              name: line.name
              hs_sku: line.sku
              quantity: line.quantity
              price: line.price
              discount: line.unit_discount
              hs_line_item_currency_code: order.currency

        """
}
