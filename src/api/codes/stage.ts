/** `stage_type` of `user_stage/stage_save`. The 2 of the document is only the heading of the three results. */
export const stageType = { process: 1, succeeded: 21, failed: 22, invalid: 23 } as const;
