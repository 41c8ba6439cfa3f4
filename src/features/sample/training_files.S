/* The workbooks of the training sample, as five offices would send them (tests/data). */
    .section .rodata
    .macro embed name, path
    .global \name
    .global \name\()_end
\name:
    .incbin "\path"
\name\()_end:
    .byte 0
    .endm

    embed training_criteria, "tieu-chi-2020.xlsx"
    embed training_dam_say, "tu-cham-dam-say-6T2020.xlsx"
    embed training_doi_xanh, "tu-cham-doi-xanh-6T2020.xlsx"
    embed training_ea_mrang, "tu-cham-ea-mrang-6T2020.xlsx"
    embed training_suoi_bac, "tu-cham-suoi-bac-6T2020.xlsx"
    embed training_thac_may, "tu-cham-thac-may-6T2020.xlsx"

    .section .note.GNU-stack, "", @progbits
