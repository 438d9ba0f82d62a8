"""Read what students answered: the files that course systems let instructors download, matched to variants by id."""
