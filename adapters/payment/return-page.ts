/** What a payer's browser sees when it comes back: nothing is known of the payment yet, and nothing of it is shown (R8). */
export const returnPage = `<!doctype html>
<html lang="vi">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Đang hỏi kết quả thanh toán</title>
<style>body{font:18px/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}</style>
<h1>Đang hỏi kết quả thanh toán</h1>
<p>Chúng tôi đang hỏi cổng thanh toán. Kết quả chỉ được ghi nhận khi cổng thanh toán trả lời chúng tôi; không cần nộp lại.</p>
<p>Xem hồ sơ của bạn sau ít phút.</p>
<h2 lang="en">We are asking for the result</h2>
<p lang="en">We ask the payment gateway. The payment counts when the gateway has answered us; do not pay again. Look at your
dossier in a few minutes.</p>
</html>
`;
