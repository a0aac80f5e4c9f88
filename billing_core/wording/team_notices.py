"""What the team is told by mail and Slack, in Korean: the morning brief and the alerts.

One fact a line, its way into the desk at the end of the line. What waits for a person is said as
현황 says it (`wording.todays_work`). No member is named.
"""

BRIEF_TITLE = "결제 데스크 아침 알림 {day}"
UNDELIVERED = "회사 앱에 전달되지 않은 권한 변경 {n}건 {link}"
STANDING = "멈춰 있는 자동 작업 {n}가지, 결제와 알림이 처리되지 않을 수 있습니다 {link}"
RED = "점검등 {n}개가 빨간색입니다 {link}"
NOTHING_WAITS = "오늘 기다리는 일이 없습니다 {link}"
AS_OF = "오늘 {time}에 센 것이며, 지금의 숫자는 현황에서 볼 수 있습니다 {link}"
YESTERDAY = "어제({day}) 결제 {paid}건 {paid_won}, 환불 {refunded}건 {refunded_won}, 실패 {failed}건 {failed_won}, 해지 신청 {cancelled}명"
SEAL = "마지막 봉인 {number}번 {head} (적어 두면 나중에 기록이 바뀌지 않았는지 대조할 수 있습니다)"
ALERT_TITLE = "결제 데스크: {what}"
ALERT = "{what} {n}건 · {won}. 지금 확인해 주세요. {link}"
SEALS_BROKEN = "원장이나 처리 기록의 봉인이 맞지 않습니다. 지금 확인해 주세요. {link}"
SEALS_TITLE = "봉인 불일치"
RECOVERY = "포트원의 자동 다시 결제가 켜져 있다고 설정되어 있습니다. 해지한 회원도 결제될 수 있으니 확인해 주세요. {link}"
RECOVERY_TITLE = "포트원 자동 다시 결제 켜짐"
TEST_TITLE = "결제 데스크 시험 메시지"
TEST = "고지를 보내는 방법이 잘 설정되었습니다. 답장하지 않으셔도 됩니다."
