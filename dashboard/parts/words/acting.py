from dashboard.parts.language import Words

UNDO = Words("되돌리기", "Undo")
