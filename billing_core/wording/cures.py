"""What a person may do about a finding: the button, what it will do, and what came of it.

Each is (ko, en). A cure that does something else for one kind has its own words for it.
"""

from collections.abc import Mapping

from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.wording.cures_of_kind import CURES_OF_KIND, CureWords, Said


def cure_words(kind: FindingKind, cure: Cure) -> CureWords:
    return CURES_OF_KIND.get((kind, cure)) or CURES_SAID[cure]


# Where a cure has done its part and the finding waits for the gateway, or for the rest.
STILL_OPEN: Said = (
    "요청했습니다. 결과가 확인되면 목록에서 내려갑니다.",
    "Asked for. It leaves the list when the result is known.",
)
PARTLY_REFUNDED: Said = (
    "{won}을 환불했습니다. 남은 {left}은 이 항목에서 계속 정할 수 있습니다.",
    "{won} refunded. What becomes of the other {left} is still to decide here.",
)

CURES_SAID: Mapping[Cure, CureWords] = {
    Cure.REFUND: CureWords(
        ("환불", "Refund"),
        (
            "적은 금액을 포트원으로 바로 환불합니다. 되돌릴 수 없습니다.",
            "Refunds this amount through PortOne at once. This cannot be undone.",
        ),
        ("환불했습니다.", "Refunded."),
    ),
    Cure.LEAVE_IT: CureWords(
        ("그대로 두기", "Leave it"),
        (
            "돈을 돌려주지 않고 이대로 두기로 정합니다. 정한 사람과 사유가 남습니다.",
            "Decides that the money stays as it is. Who decided and why is recorded.",
        ),
        ("그대로 두기로 했습니다.", "Left as it is."),
    ),
    Cure.COUNT_IT: CureWords(
        ("결제로 인정", "Count as a payment"),
        (
            "실제 결제로 보고 결제 내역과 매출에 넣습니다. 이용 기간은 늘어나지 않습니다.",
            "Enters it as real money, also in revenue. It buys no access by itself.",
        ),
        ("실제 결제로 인정했습니다.", "Counted as a payment."),
    ),
    Cure.LEAVE_OUT: CureWords(
        ("제외", "Leave out"),
        (
            "숫자에서 빼기로 정합니다. 받은 내용은 그대로 보관합니다.",
            "Leaves it out of every number. What came is kept as it came.",
        ),
        ("제외했습니다.", "Left out."),
    ),
    Cure.READ_AGAIN: CureWords(
        ("다시 읽기", "Read again"),
        (
            "포트원에 지금 다시 물어보고, 확인되면 그대로 반영합니다.",
            "Asks PortOne again now, and takes over what it says.",
        ),
        ("포트원을 다시 읽어 반영했습니다.", "Read again and taken over."),
    ),
    Cure.BOOK_AGAIN: CureWords(
        ("다시 예약", "Book again"),
        (
            "원래 결제일에 맞춰 다음 결제를 다시 예약합니다. 결제일이 지났고 유예 기간 안이면 몇 분 안에 결제됩니다.",
            "Books the next charge again on its old day; if that is past and the grace is not, within minutes.",
        ),
        ("다음 결제를 다시 예약했습니다.", "The next charge is booked again."),
    ),
    Cure.TREAT_AS_CANCELLED: CureWords(
        ("해지로 처리", "Treat as cancelled"),
        (
            "회원이 해지를 신청한 것으로 처리합니다. 더 결제되지 않고, 이용 만료일까지는 이용할 수 있습니다.",
            "As if the member had cancelled: nothing more is charged, access lasts until paid-through.",
        ),
        ("해지로 처리했습니다.", "Treated as cancelled."),
    ),
    Cure.REVOKE_NOW: CureWords(
        ("지금 예약 해제", "Revoke now"),
        (
            "이 예약을 포트원에서 해제하고, 없어졌는지 다시 읽어 확인합니다.",
            "Revokes this booking at PortOne and reads back that it is gone.",
        ),
        ("예약을 해제하고 확인했습니다.", "The booking is revoked and read back."),
    ),
    Cure.MOVE_BACK: CureWords(
        ("날짜 되돌리기", "Move back"),
        (
            "예약을 원래 결제일로 되돌립니다. 그날이 지났으면 몇 분 안에 결제됩니다.",
            "Moves the booking to its old day; if that is past, it is charged within minutes.",
        ),
        ("예약을 원래 날짜로 되돌렸습니다.", "The booking is back on its day."),
    ),
    Cure.EXTEND_FREE: CureWords(
        ("그날까지 무료 연장", "Free until then"),
        (
            "옮겨진 결제일까지 돈을 받지 않고 이용 만료일을 늘립니다. 결제는 옮겨진 날에 됩니다.",
            "Extends access without payment to the day it was moved to; the charge runs then.",
        ),
        ("이용 만료일을 늘렸습니다.", "Access is extended."),
    ),
    Cure.RECOGNISE: CureWords(
        ("인정", "It is meant"),
        (
            "다른 사람이 한 이 예약을 그대로 두기로 정합니다. 예약된 날에 결제됩니다.",
            "Decides that this booking stays: it will be charged on its day.",
        ),
        ("예약을 인정했습니다.", "The booking stays."),
    ),
    Cure.BEGIN_WITH_CARD: CureWords(
        ("이 카드로 시작", "Begin with this card"),
        (
            "회원에게 확인했다면, 이 카드로 정기결제를 시작하고 몇 분 안에 결제합니다.",
            "If the member said so: begins with this card and charges it within minutes.",
        ),
        ("이 카드로 시작했습니다. 몇 분 뒤 결제 결과가 보입니다.", "Begun; the charge follows."),
    ),
    Cure.DO_NOT_BEGIN: CureWords(
        ("시작하지 않음", "Do not begin"),
        (
            "이 카드로는 아무것도 결제하지 않습니다.",
            "Nothing is charged to this card.",
        ),
        ("시작하지 않기로 했습니다.", "Nothing begins."),
    ),
    Cure.ACCEPT_PAYMENT: CureWords(
        ("결제로 받기", "Accept the payment"),
        (
            "이 결제로 새 이용 기간을 시작하고 권한을 유료로 바꿉니다. 결제한 날의 재가입으로 셉니다.",
            "It buys access from now and gives paid access back; counted as returning on its day.",
        ),
        ("결제를 받아 이용을 시작했습니다.", "Accepted: access begins."),
    ),
    Cure.KEEP_ACCESS: CureWords(
        ("이용 계속", "Keep access"),
        (
            "환불과 상관없이 이용과 다음 결제를 이어 갑니다. 해제한 예약은 다시 예약합니다.",
            "Access and the next charge go on; a booking that was taken back is made again.",
        ),
        ("이용을 계속하기로 했습니다.", "Access goes on."),
    ),
    Cure.END_ACCESS: CureWords(
        ("이용 종료", "End access"),
        (
            "다음 결제를 없애고 이용 만료일을 지금으로 당깁니다. 권한은 승인한 뒤에 무료로 바뀝니다.",
            "Stops the next charge and ends paid time now; the permission changes after an approval.",
        ),
        ("이용을 끝냈습니다. 권한 변경은 승인을 기다립니다.", "Ended; the downgrade waits."),
    ),
    Cure.UNDO_DOWNGRADE: CureWords(
        ("승인 되돌리기", "Undo the approval"),
        (
            "권한을 다시 유료로 바꾸고 회사 앱에 알립니다.",
            "Gives paid access back and tells the company's app.",
        ),
        ("승인을 되돌렸습니다.", "The approval is undone."),
    ),
    Cure.TRY_AGAIN: CureWords(
        ("다시 결제", "Try again"),
        (
            "등록된 카드로 첫 결제를 몇 분 안에 다시 합니다. 먼저 회원에게 확인해 주세요.",
            "Charges the first payment again within minutes. Ask the member first.",
        ),
        ("첫 결제를 다시 요청했습니다. 몇 분 뒤 결과가 보입니다.", "The first charge is tried."),
    ),
    Cure.END_SUBSCRIPTION: CureWords(
        ("가입 끝내기", "End it"),
        (
            "결제하지 않고 가입을 끝냅니다. 회원은 카드를 다시 등록해 가입할 수 있습니다.",
            "Ends it without a charge. The member can register a card again.",
        ),
        ("가입을 끝냈습니다.", "Ended."),
    ),
    Cure.DELIVER_AGAIN: CureWords(
        ("다시 전달", "Deliver again"),
        (
            "권한 변경을 회사 앱에 지금 다시 보냅니다.",
            "Sends the change to the company's app again now.",
        ),
        ("회사 앱에 전달되었습니다.", "Delivered."),
    ),
    Cure.RESUME_FROM_TODAY: CureWords(
        ("모두 오늘부터 이어 가기", "Resume all from today"),
        (
            "이 회원 모두의 카드로 오늘 한 달 요금을 결제하고 오늘부터 다시 시작합니다. 지난 기간은 결제하지 않습니다.",
            "Charges each of them today on their own terms and begins again today; nothing past is charged.",
        ),
        ("모두 오늘부터 다시 시작했습니다.", "All of them begin again today."),
    ),
    Cure.END_THEM: CureWords(
        ("모두 종료", "End all of them"),
        (
            "결제하지 않고 종료로 정합니다. 권한은 승인한 뒤에 무료로 바뀝니다.",
            "They stay ended and nothing is charged; each permission changes after an approval.",
        ),
        ("모두 종료로 정했습니다. 권한 변경은 승인을 기다립니다.", "Ended; downgrades wait."),
    ),
    Cure.DELETE_AGAIN: CureWords(
        ("다시 삭제", "Delete again"),
        (
            "포트원에서 이 카드의 등록 정보를 지우고, 지워졌는지 다시 읽어 확인합니다. 되돌릴 수 없습니다.",
            "Deletes this card's registration at PortOne and reads it back. This cannot be undone.",
        ),
        ("카드 등록 정보를 삭제하고 확인했습니다.", "Deleted and read back."),
    ),
    Cure.SAME_PAYMENT: CureWords(
        ("같은 결제", "One payment"),
        (
            "두 줄을 한 결제로 합칩니다. 두 번 더해진 금액은 정정됩니다.",
            "Joins the two rows; what was added twice is corrected.",
        ),
        ("한 결제로 합쳤습니다.", "Joined into one."),
    ),
    Cure.TWO_PAYMENTS: CureWords(
        ("서로 다른 결제", "Two payments"),
        (
            "서로 다른 결제로 두고 다시 묻지 않습니다.",
            "They stay two payments, and are not asked about again.",
        ),
        ("다른 결제로 두었습니다.", "They stay two."),
    ),
    Cure.GIVE_ACCESS: CureWords(
        ("유료로 바꾸기", "Give paid access"),
        (
            "권한을 유료로 바꾸고 회사 앱에 알립니다. 결제와 이용 만료일은 그대로입니다.",
            "Gives paid access and tells the company's app. Money and paid-through stay as they are.",
        ),
        ("권한을 유료로 바꾸었습니다.", "Access is paid again."),
    ),
    Cure.ASK_APPROVAL: CureWords(
        ("승인 목록에 올리기", "Put on the approval list"),
        (
            "권한 변경 승인 목록에 올립니다. 권한은 승인한 뒤에 무료로 바뀝니다.",
            "Puts it on the list of access changes; access becomes free after an approval.",
        ),
        ("권한 변경 승인을 기다립니다.", "It waits for an approval."),
    ),
}
